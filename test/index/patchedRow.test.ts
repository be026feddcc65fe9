import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { encodeTree } from '../../src/codec/tree.ts'
import type { DirectoryHeader } from '../../src/codec/indexPageLayout.ts'
import type { IndexEntry } from '../../src/domain/entry.ts'
import { fileClasses } from '../../src/domain/fileClass.ts'
import { entryKinds } from '../../src/domain/fileStat.ts'
import type { Oid } from '../../src/domain/oid.ts'
import { type ByteName, isByteName } from '../../src/domain/path.ts'
import { loadXxh64 } from '../../src/hash/xxh64.ts'
import { DirectoryRow, directoryOperations } from '../../src/index/directoryRow.ts'
import { patchRow } from '../../src/index/patchedRow.ts'
import { treeEntryOf } from '../../src/index/treeEntry.ts'
import { bytePath } from '../support/scratch.ts'

beforeAll(loadXxh64)

const path = bytePath('/srv/www')
const header: DirectoryHeader = {
  mount: 1,
  ino: 7,
  mtimeMs: 1.5,
  ctimeMs: 2.5,
  listingTrusted: true,
  tree: null,
  files: 3,
  bytes: 4,
}
const changedHeader: DirectoryHeader = { ...header, tree: 'ab'.repeat(32) as Oid, files: 9, mount: 2 }

const u32 = fc.integer({ min: 0, max: 0xffff_ffff })
const facts = fc.record({
  kind: fc.constantFrom(...entryKinds),
  ino: u32,
  size: fc.oneof(fc.maxSafeNat(), fc.constantFrom(0, 2 ** 32, 2 ** 63)),
  mtimeMs: fc.integer(),
  ctimeMs: fc.integer(),
  mode: fc.integer({ min: 0, max: 0o7777 }),
  uid: u32,
  gid: u32,
  nlink: u32,
})
const content = fc.record({
  stat: facts,
  oid: fc.option(
    fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex') as Oid),
  ),
  fileClass: fc.constantFrom(...fileClasses),
  readDay: fc.integer({ min: 0, max: 0xffff }),
  hashOnly: fc.boolean(),
  silentChange: fc.boolean(),
  trusted: fc.boolean(),
})
const name = fc
  .uint8Array({ minLength: 1, maxLength: 255 })
  .map((bytes) => Buffer.from(bytes).toString('latin1'))
  .filter(isByteName)
const entries = fc
  .uniqueArray(fc.record({ name, rest: content }), {
    selector: (item) => item.name,
    minLength: 1,
    maxLength: 12,
  })
  .map((items): IndexEntry[] =>
    items.map((item) => ({ name: item.name, ...item.rest })).sort((a, b) => (a.name < b.name ? -1 : 1)),
  )

function rowOf(all: readonly IndexEntry[]): DirectoryRow {
  const rows = directoryOperations(path, header, all, 0)
  return new DirectoryRow(
    path,
    rows.flatMap((row) => (row.type === 'put' ? [[row.key, row.value] as const] : [])),
  )
}

/** What is written and what tree it has are those of a row that is made anew. */
function expectAsNew(all: readonly IndexEntry[], patches: ReadonlyMap<number, IndexEntry>): void {
  const patched = patchRow(rowOf(all), patches)
  const after = all.map((entry, i) => patches.get(i) ?? entry)
  expect(patched.tree).toEqual(encodeTree(after.map(treeEntryOf)))
  const anew = directoryOperations(path, changedHeader, after, 0)
  const written = new Map(patched.operations(changedHeader).map((row) => [row.key.toString('hex'), row]))
  const before = new Map(
    directoryOperations(path, header, all, 0).map((row) => [row.key.toString('hex'), row]),
  )
  for (const row of anew) {
    const key = row.key.toString('hex')
    expect(written.get(key) ?? before.get(key)).toEqual(row)
  }
  expect(written.size).toBeLessThanOrEqual(anew.length)
}

describe('a row with changed entries', () => {
  it('is what it would be if it were made anew', () => {
    fc.assert(
      fc.property(entries, fc.array(content, { maxLength: 6 }), fc.nat(), (all, changes, first) => {
        const patches = new Map<number, IndexEntry>()
        for (const [i, change] of changes.entries()) {
          const position = (first + i * 5) % all.length
          const { name: kept } = all[position]!
          patches.set(position, { name: kept, ...change })
        }
        expectAsNew(all, patches)
      }),
      { numRuns: 500 },
    )
  })

  it('of several pages writes the first one and those that changed', () => {
    const [plain] = fc.sample(content, { seed: 1, numRuns: 1 })
    const all = Array.from(
      { length: 10_000 },
      (_, i): IndexEntry => ({ ...plain!, name: String(i).padStart(6, '0') as ByteName }),
    )
    const patches = new Map([[9000, { ...all[9000]!, readDay: 9 }]])
    expectAsNew(all, patches)
    expect(patchRow(rowOf(all), patches).operations(changedHeader)).toHaveLength(2)
  })
})
