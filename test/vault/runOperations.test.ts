import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { Operation } from '../../src/domain/operation.ts'
import { stageTopOf } from '../../src/fsafe/write/stage.ts'
import { getContent } from '../../src/store/contents.ts'
import { readOperation } from '../../src/store/operations.ts'
import { readBusyStages } from '../../src/store/stages.ts'
import { runOperations } from '../../src/vault/runOperations.ts'
import { undoRequest } from '../../src/vault/undoRequest.ts'
import type { OperationRequest, UndoTerms, VaultContext } from '../../src/vault/vault.ts'
import { movableClock } from '../support/holdfast.ts'
import { bytePath, scratchDirectory } from '../support/scratch.ts'
import {
  chainIsWhole,
  cleaning,
  deletion,
  eventNames,
  fileState,
  memoryDatabases,
  oidOf,
  quarantine,
  restoration,
  runOne,
  stagedBy,
  storedBytes,
  vaultOn,
} from './vaultRig.ts'

const bad = '<?php /* bad */ one();\n'
const good = '<?php /* good */ two();\n'

const terms: UndoTerms = {
  expected: 'as-left',
  privileged: 'strip',
  scan: null,
  cause: 'manual',
  initiator: { uid: 0 },
}

let site: string
let page: string
let vault: VaultContext
const clock = movableClock()

beforeEach(async () => {
  site = scratchDirectory()
  page = join(site, 'page.php')
  writeFileSync(page, bad, { mode: 0o640 })
  utimesSync(page, 1_500_000_000, 1_500_000_000)
  vault = await vaultOn(await memoryDatabases(site), { clock })
})

async function undo(operation: Operation): Promise<Operation> {
  const request = await undoRequest(vault, (await stored(operation)) ?? operation, terms)
  if (request.kind === 'refused') throw new Error(request.why)
  return await runOne(vault, request)
}

async function stored({ id }: Operation): Promise<Operation | undefined> {
  return await readOperation(vault.store.meta, id)
}

/** Nothing is staged, noted as busy, or open, and the history is whole. */
async function expectTidy(): Promise<void> {
  expect(stagedBy(vault.store.id, stageTopOf(bytePath(site)))).toEqual([])
  expect(await readBusyStages(vault.store.meta)).toEqual([])
  expect(await chainIsWhole(vault)).toBe(true)
}

describe('an operation', () => {
  it('quarantines: the file is gone, its bytes, owner and mode are kept for 90 days', async () => {
    const operation = await runOne(vault, quarantine(page, bad))
    expect(existsSync(page)).toBe(false)
    expect(operation).toMatchObject({ outcome: 'done', after: null, reason: null, displaced: [] })
    expect(operation.before).toMatchObject({
      oid: oidOf(bad),
      metadata: { mode: 0o640, mtimeMs: 1_500_000_000_000 },
    })
    expect((await storedBytes(vault, oidOf(bad))).toString()).toBe(bad)
    expect((await getContent(vault.store.meta, oidOf(bad)))?.kept).toBe('whole')
    expect((operation.undoableUntil ?? 0) - (operation.finishedAt ?? 0)).toBe(90 * 86_400_000)
    expect(await eventNames(vault)).toEqual(['operation-started', 'quarantined'])
    expect(await stored(operation)).toEqual(operation)
    await expectTidy()
  })

  it('cleans: other bytes, the same owner and mode, and a new time', async () => {
    const from = Date.now()
    const operation = await runOne(vault, cleaning(page, bad, good))
    expect(readFileSync(page, 'utf8')).toBe(good)
    expect(statSync(page).mode & 0o7777).toBe(0o640)
    expect(statSync(page).mtimeMs).toBeGreaterThanOrEqual(from - 1)
    expect(statSync(page).nlink).toBe(1)
    expect(operation).toMatchObject({
      outcome: 'done',
      before: { oid: oidOf(bad) },
      after: { oid: oidOf(good) },
    })
    expect((operation.undoableUntil ?? 0) - (operation.finishedAt ?? 0)).toBe(14 * 86_400_000)
    expect(await eventNames(vault)).toEqual(['operation-started', 'cleaned'])
    await expectTidy()
  })

  it('trims to nothing and says that the content was removed', async () => {
    const operation = await runOne(vault, cleaning(page, bad, ''))
    expect([readFileSync(page, 'utf8'), operation.outcome, operation.after?.size]).toEqual(['', 'done', 0])
    expect(await eventNames(vault)).toEqual(['operation-started', 'content-removed'])
  })

  it.each(['quarantine', 'delete', 'clean'] as const)(
    '%s is undone, and its undo is undone',
    async (kind) => {
      const before = fileState(page)
      const requests = {
        quarantine: quarantine(page, bad),
        delete: deletion(page, bad),
        clean: cleaning(page, bad, good),
      }
      const first = await runOne(vault, requests[kind])
      const after = fileState(page)
      const second = await undo(first)
      expect(fileState(page)).toBe(before)
      expect((await stored(first))?.undoneBy).toBe(second.id)
      await undo(second)
      expect(fileState(page)).toBe(after)
      await expectTidy()
    },
  )

  it('never gives a path a modification time, in whole seconds, that it had before', async () => {
    const stopped = { ...vault, clock: { ...clock, now: () => 1_700_000_000_500 } }
    utimesSync(page, 1_700_000_000, 1_700_000_000)
    const times = [Math.floor(statSync(page).mtimeMs / 1000)]
    let [now, next] = [bad, good]
    for (let i = 0; i < 5; i += 1) {
      await runOne(stopped, cleaning(page, now, next))
      times.push(Math.floor(statSync(page).mtimeMs / 1000))
      ;[now, next] = [next, now]
    }
    expect(new Set(times).size).toBe(6)
  })

  it('restores where the directories are gone, for the owner of the file', async () => {
    const deep = join(site, 'a/b/page.php')
    mkdirSync(join(site, 'a/b'), { recursive: true })
    writeFileSync(deep, bad)
    const { before } = await runOne(vault, deletion(deep, bad))
    rmSync(join(site, 'a'), { recursive: true })
    if (before === null) throw new Error('nothing was deleted')
    const operation = await runOne(vault, restoration(deep, before.oid, before.metadata))
    expect([operation.outcome, readFileSync(deep, 'utf8')]).toEqual(['done', bad])
    await expectTidy()
  })

  it('acts on one name of a file that has several, and says so', async () => {
    linkSync(page, join(site, 'other.php'))
    const operation = await runOne(vault, cleaning(page, bad, good))
    expect(readFileSync(join(site, 'other.php'), 'utf8')).toBe(bad)
    expect(readFileSync(page, 'utf8')).toBe(good)
    expect(operation.notes).toEqual([{ kind: 'other-names', count: 1 }])
  })

  it('takes what lies there, whatever it is, when asked to', async () => {
    writeFileSync(page, 'something else')
    const operation = await runOne(vault, quarantine(page, bad, { expected: { kind: 'anything' } }))
    expect(operation).toMatchObject({ outcome: 'done', before: { oid: oidOf('something else') } })
  })
})

describe('a refused operation changes nothing and says why:', () => {
  async function refusal(request: OperationRequest): Promise<unknown> {
    const before = fileState(page)
    const { outcome, reason, undoableUntil } = await runOne(vault, request)
    expect(fileState(page)).toBe(before)
    await expectTidy()
    return { outcome, reason, undoableUntil }
  }
  const refused = (reason: string): object => ({ outcome: 'refused', reason, undoableUntil: null })

  it('another content', async () => {
    expect(await refusal(quarantine(page, good))).toEqual(refused('changed'))
    expect(await eventNames(vault)).toEqual(['operation-refused'])
  })
  it('no file', async () => {
    expect(await refusal(deletion(join(site, 'none.php'), bad))).toEqual(refused('vanished'))
    expect(await refusal(deletion(join(site, 'none/none.php'), bad))).toEqual(refused('vanished'))
    expect(await eventNames(vault)).toEqual(['delete-failed', 'delete-failed'])
  })
  it('a link in the place of the file or of its directory', async () => {
    symlinkSync(page, join(site, 'link.php'))
    symlinkSync(site, join(site, 'dir'))
    expect(await refusal(cleaning(join(site, 'link.php'), bad, good))).toEqual(refused('not-a-file'))
    expect(await refusal(cleaning(join(site, 'dir/page.php'), bad, good))).toEqual(refused('not-a-file'))
    expect(await eventNames(vault)).toEqual(['cleanup-failed', 'cleanup-failed'])
  })
  it('a file where none was expected', async () => {
    const { before } = await runOne(vault, quarantine(page, bad))
    if (before === null) throw new Error('nothing was quarantined')
    writeFileSync(page, good)
    expect(await refusal(restoration(page, before.oid, before.metadata))).toEqual(refused('occupied'))
  })
  it('bytes that the store does not have', async () => {
    const metadata = { mode: 0o644, uid: 0, gid: 0, mtimeMs: 0, xattrs: { state: 'unknown' } } as const
    const request = restoration(join(site, 'new.php'), oidOf('never seen'), metadata)
    expect(await refusal(request)).toEqual(refused('not-kept'))
  })
})

describe('a run', () => {
  it('goes on after what it refuses, in order, and takes one path twice', async () => {
    const paths = Array.from({ length: 70 }, (_, i) => join(site, `f${String(i)}.php`))
    paths.forEach((path) => {
      writeFileSync(path, bad)
    })
    const requests = paths.map((path, i) => quarantine(path, i % 10 === 3 ? good : bad))
    const told: number[] = []
    const again = cleaning(page, bad, good)
    const more = [cleaning(page, good, bad), again]
    const ended = await runOperations(
      vault,
      [again, ...more, ...requests],
      new AbortController().signal,
      ({ id }) => told.push(id),
    )
    expect(ended.map(({ path }) => path)).toEqual([page, page, page, ...paths])
    expect(ended.filter(({ outcome }) => outcome === 'refused').map(({ path }) => path)).toEqual(
      paths.filter((_, i) => i % 10 === 3),
    )
    expect(told).toEqual(ended.map(({ id }) => id))
    expect(readFileSync(page, 'utf8')).toBe(good)
    await expectTidy()
  })

  it('ends after the group at work when it is stopped', async () => {
    const paths = Array.from({ length: 130 }, (_, i) => join(site, `f${String(i)}.php`))
    paths.forEach((path) => {
      writeFileSync(path, bad)
    })
    const stop = new AbortController()
    const requests = paths.map((path) => deletion(path, bad))
    const ended = await runOperations(vault, requests, stop.signal, () => {
      stop.abort()
    })
    expect(ended).toHaveLength(64)
    expect(paths.filter((path) => existsSync(path))).toEqual(paths.slice(64))
    await expectTidy()
  })

  it('needs no stage: it acts beside the file, and says so', async () => {
    const shared = mkdtempSync('/dev/shm/holdfast-test-')
    onTestFinished(() => {
      rmSync(shared, { recursive: true, force: true })
    })
    // Everybody may write to the top of this mount, so there can be no stage (decision 37).
    expect(statSync('/dev/shm').mode & 0o777).toBe(0o777)
    const other = join(shared, 'page.php')
    writeFileSync(other, bad, { mode: 0o604 })
    const cleaned = await runOne(vault, cleaning(other, bad, good))
    expect([readFileSync(other, 'utf8'), fileState(other).split(' ')[1]]).toEqual([good, '604'])
    await undo(cleaned)
    expect(readFileSync(other, 'utf8')).toBe(bad)
    const removed = await runOne(vault, deletion(other, bad))
    expect(readdirSync(shared)).toEqual([])
    await undo(removed)
    expect([readFileSync(other, 'utf8'), readdirSync(shared)]).toEqual([bad, ['page.php']])
    expect([cleaned, removed]).toMatchObject([
      { outcome: 'done', stage: null, notes: [{ kind: 'copy-mode' }] },
      { outcome: 'done', stage: null, notes: [{ kind: 'copy-mode' }] },
    ])
  })
})
