import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { inflateSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import * as keys from '../../src/codec/keys.ts'
import { recordHeaderBytes } from '../../src/codec/record.ts'
import { metaKinds, objectKinds, type RecordKind, recordKinds } from '../../src/codec/records.ts'
import { encodeRow } from '../../src/codec/row.ts'
import { encodeSnapshot } from '../../src/codec/snapshot.ts'
import { encodeTree } from '../../src/codec/tree.ts'
import type { Oid } from '../../src/domain/oid.ts'
import { type ByteName, type BytePath, rootPath } from '../../src/domain/path.ts'
import { sha256 } from '../../src/hash/sha256.ts'
import { loadXxh64 } from '../../src/hash/xxh64.ts'
import type { BatchOperation } from '../../src/kv/keyValue.ts'
import { contentOperation } from '../../src/store/contents.ts'
import { objectOperations } from '../../src/store/objectRecords.ts'

const lines = readFileSync(resolve(import.meta.dirname, '../../docs/FORMAT.md'), 'utf8').split('\n')

/** Examples stand at the beginning of a line; keys have their meaning behind them. */
function isShown(text: string): boolean {
  return lines.some((line) => line === text || line.startsWith(`${text} `))
}

function valueOf(operation: BatchOperation | undefined): string {
  return operation?.type === 'put' ? operation.value.toString('hex') : ''
}

const home = '/home' as BytePath
const homeOfA = '/home/a' as BytePath
const hello = Buffer.from('hello\n')
const oid = sha256(hello)
const at = 1_763_776_801_000

beforeAll(async () => {
  await loadXxh64()
})

describe('FORMAT.md', () => {
  it.each([
    [keys.indexPageKey(homeOfA, 2), 'index page 2 of /home/a'],
    [keys.indexPageKey(rootPath, 0), 'index page 0 of /'],
    [keys.rootKey(home), 'root /home'],
    [keys.scanKey(212), 'scan 212'],
    [keys.pathEventKey(homeOfA, 7), 'event 7 of /home/a'],
    [keys.refKey('roots/home'), 'ref roots/home'],
    [keys.contentKey(oid), 'content "hello\\n"'],
    [keys.verdictKey(oid, 'php-ini'), 'verdict on it as php-ini'],
  ])('shows the key of an example: %#', (key, meaning) => {
    const shown = lines.find((line) => line.startsWith(`${key.toString('hex')} `))
    expect(shown?.endsWith(` ${meaning}`), key.toString('hex')).toBe(true)
  })

  it('shows a content, its row and a counter as they are written', () => {
    // Fixed, because another zlib may pack the same bytes in another way.
    const deflated = Buffer.from('7801cb48cdc9c9e70200084b021f', 'hex')
    expect(inflateSync(deflated)).toEqual(hello)
    const content = { kind: 'content', oid, size: hello.length, deflated } as const
    expect(isShown(valueOf(objectOperations(content)[0]))).toBe(true)
    const row = contentOperation(oid, { size: hello.length, kept: 'whole', firstSeenAt: at })
    expect([isShown(row.key.toString('hex')), isShown(valueOf(row))]).toEqual([true, true])
    const counter = keys.counterKey('scan')
    expect(isShown(counter.toString('hex'))).toBe(true)
    expect(isShown(encodeRow('counter', counter, { last: 212 }).toString('hex'))).toBe(true)
  })

  it('shows a tree and a snapshot with their ids', () => {
    const file = { kind: 'file', mode: 0o644, uid: 1000, gid: 1000, size: 929, hashOnly: false } as const
    const tree = encodeTree([{ ...file, name: 'a' as ByteName, oid, silentChange: false }])
    expect([isShown(tree.payload.toString('hex')), isShown(tree.oid)]).toEqual([true, true])
    const facts = { parent: null as Oid | null, at, files: 1, bytes: 6, reason: 'scan', scan: 1 } as const
    const snapshot = encodeSnapshot({ root: home, tree: tree.oid, ...facts })
    expect([isShown(snapshot.row.toString('utf8', recordHeaderBytes)), isShown(snapshot.id)]).toEqual([
      true,
      true,
    ])
  })

  it('has one line for every kind, with its database, tag and number', () => {
    const kinds = Object.keys(recordKinds) as RecordKind[]
    const inObjects: readonly RecordKind[] = objectKinds
    const inMeta: readonly RecordKind[] = metaKinds
    for (const kind of kinds) {
      const database = inObjects.includes(kind) ? (inMeta.includes(kind) ? 'both' : 'objects') : 'meta'
      const { tag, number } = recordKinds[kind]
      const row = lines.find((line) => line.includes(`| ${String(number)} ${kind} |`))
      expect(row?.startsWith(`| ${database} | \`${tag}\` |`), kind).toBe(true)
    }
    for (const table of [inObjects, inMeta]) {
      expect(new Set(table.map((kind) => recordKinds[kind].tag)).size).toBe(table.length)
    }
  })
})
