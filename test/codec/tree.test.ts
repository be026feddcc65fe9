import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeTree, encodeTree } from '../../src/codec/tree.ts'
import type { TreeEntry } from '../../src/domain/entry.ts'
import { entryKinds } from '../../src/domain/fileStat.ts'
import type { Oid } from '../../src/domain/oid.ts'
import { type ByteName, isByteName } from '../../src/domain/path.ts'
import { sha256, sha256Prefixed } from '../../src/hash/sha256.ts'

const u32 = fc.integer({ min: 0, max: 0xffff_ffff })
const oid = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('hex') as Oid)
const name = fc
  .uint8Array({ minLength: 1, maxLength: 255 })
  .map((bytes) => Buffer.from(bytes).toString('latin1'))
  .filter(isByteName)
const size = fc.oneof(
  fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  fc.constantFrom(0, 2 ** 32 - 1, 2 ** 32, 2 ** 53, 2 ** 63, 2 ** 64 - 2048),
)
const entry: fc.Arbitrary<TreeEntry> = fc.record({
  name,
  kind: fc.constantFrom(...entryKinds),
  mode: fc.integer({ min: 0, max: 0o7777 }),
  uid: u32,
  gid: u32,
  size,
  oid: fc.option(oid),
  hashOnly: fc.boolean(),
  silentChange: fc.boolean(),
})
const entries = fc
  .uniqueArray(entry, { selector: (item) => item.name, maxLength: 12 })
  .map((items) => items.sort((a, b) => (a.name < b.name ? -1 : 1)))

const plain: TreeEntry = {
  name: 'index.php' as ByteName,
  kind: 'file',
  mode: 0o644,
  uid: 1000,
  gid: 1000,
  size: 929,
  oid: 'ab'.repeat(32) as Oid,
  hashOnly: false,
  silentChange: false,
}

describe('tree', () => {
  it('gives back its entries', () => {
    fc.assert(
      fc.property(entries, (items) => {
        const { oid: id, payload } = encodeTree(items)
        expect(decodeTree(id, payload)).toEqual(items)
      }),
    )
  })

  it('has another id when any fact of any entry differs', () => {
    const base = encodeTree([plain]).oid
    const others: Partial<TreeEntry>[] = [
      { name: 'index.phq' as ByteName },
      { kind: 'symlink' },
      { mode: 0o755 },
      { uid: 0 },
      { gid: 0 },
      { size: 930 },
      { oid: 'ac'.repeat(32) as Oid },
      { oid: null },
      { hashOnly: true },
      { silentChange: true },
    ]
    const ids = others.map((other) => encodeTree([{ ...plain, ...other }]).oid)
    expect(new Set([base, ...ids]).size).toBe(others.length + 1)
  })

  it('is no content: its id is prefixed', () => {
    const { oid: id, payload } = encodeTree([plain])
    expect(id).toBe(sha256(Buffer.concat([Buffer.from('holdfast-tree-v1\0'), payload])))
    expect(id).not.toBe(sha256(payload))
  })

  it('has exactly one encoding: bytes that were changed are refused even under their own id', () => {
    const { payload } = encodeTree([plain, { ...plain, name: 'wp.php' as ByteName }])
    const corrupt = expect.objectContaining({ code: 'HF_OBJECT_CORRUPT' }) as Error
    const variants = [
      Buffer.concat([payload.subarray(62), payload.subarray(0, 62)]),
      Buffer.concat([payload.subarray(0, 62), payload.subarray(0, 62)]),
      payload.subarray(0, -1),
      Buffer.concat([payload, Buffer.of(0)]),
      changed(payload, 0, 7),
      changed(payload, 1, 8),
      changed(payload, 3, 0xff),
      changed(payload, 20, 0),
      changed(payload, 53, 0x2f),
    ]
    for (const [i, bytes] of variants.entries()) {
      expect(
        () => decodeTree(sha256Prefixed('holdfast-tree-v1', bytes), bytes),
        `variant ${String(i)}`,
      ).toThrow(corrupt)
    }
    expect(() => decodeTree(sha256Prefixed('holdfast-tree-v1', payload), changed(payload, 4, 9))).toThrow(
      corrupt,
    )
  })

  it('refuses to write names out of order, twice, or that are none', () => {
    const names = (...list: string[]): TreeEntry[] =>
      list.map((each) => ({ ...plain, name: each as ByteName }))
    for (const wrong of [names('b', 'a'), names('a', 'a'), names('..'), names('a/b'), names('')]) {
      expect(() => encodeTree(wrong)).toThrow(expect.objectContaining({ code: 'HF_BUG' }))
    }
  })

  it('has the bytes that FORMAT.md shows', () => {
    expect(encodeTree([]).oid).toBe(sha256(Buffer.from('holdfast-tree-v1\0')))
    expect(encodeTree([{ ...plain, name: 'a' as ByteName }]).payload.toString('hex')).toBe(
      '0004a401e8030000e8030000a10300000000000001' + 'ab'.repeat(32) + '61',
    )
  })
})

function changed(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at] = value
  return copy
}
