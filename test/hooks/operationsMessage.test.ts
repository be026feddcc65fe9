import { describe, expect, it } from 'vitest'
import { hookOperationsMax } from '../../src/domain/hookLimits.ts'
import { parseOid } from '../../src/domain/oid.ts'
import { operationsMessage, type ToldOperation } from '../../src/hooks/operationsMessage.ts'
import { bytePath } from '../support/scratch.ts'

const at = Date.UTC(2026, 10, 22, 2, 12, 40)

const run = { at, cause: 'manual', initiator: { uid: 0, login: 'anna' } } as const

function operation(id: number, path: Buffer | string): ToldOperation {
  const before = { oid: parseOid('ab'.repeat(32)), size: 3, metadata }
  return {
    id,
    kind: 'quarantine',
    outcome: 'done',
    path: bytePath(path),
    owner: 'alice',
    before,
    after: null,
  }
}

const metadata = { mode: 0o644, uid: 1, gid: 1, mtimeMs: 0, xattrs: { state: 'unknown' } } as const

describe('operationsMessage', () => {
  it('is one line of JSON with names that are safe to print, and their bytes', () => {
    const odd = Buffer.from('/home/alice/\x1b]0;x\x07\xff.php', 'latin1')
    const stale = {
      ...{ pool: 'al\nice', service: 'php8.2-fpm', because: { kind: 'timestamps-off' } as const },
      ...{ fileCache: null, files: 2 },
    }
    const text = operationsMessage({
      ...run,
      operations: [operation(88, '/home/alice/a.php'), operation(89, odd)],
      stale: [stale],
    })
    expect(text).toMatch(/^[ -~]+\n$/)
    expect(JSON.parse(text)).toEqual({
      ...{ version: 1, event: 'operations-finished', at: '2026-11-22T02:12:40.000Z', cause: 'manual' },
      initiator: { uid: 0, login: 'anna' },
      operations: [
        {
          ...{ id: 'o88', kind: 'quarantine', outcome: 'done', file: '/home/alice/a.php', user: 'alice' },
          ...{ before: 'ab'.repeat(32), after: null },
        },
        {
          ...{
            id: 'o89',
            kind: 'quarantine',
            outcome: 'done',
            file: String.raw`/home/alice/\x1b]0;x\x07\xff.php`,
          },
          ...{ fileBase64: odd.toString('base64'), user: 'alice', before: 'ab'.repeat(32), after: null },
        },
      ],
      operationsOmitted: 0,
      staleCode: [
        {
          ...{
            pool: String.raw`al\u{a}ice`,
            service: 'php8.2-fpm',
            because: 'opcache.validate_timestamps=0',
          },
          ...{ fileCache: null, reload: 'systemctl reload php8.2-fpm', files: 2 },
        },
      ],
    })
  })

  it('counts what it does not list', () => {
    const operations = Array.from({ length: hookOperationsMax + 7 }, (_, id) => operation(id, '/a'))
    const message = JSON.parse(operationsMessage({ ...run, operations, stale: [] })) as {
      operations: unknown[]
      operationsOmitted: number
    }
    expect([message.operations.length, message.operationsOmitted]).toEqual([hookOperationsMax, 7])
  })
})
