import { deflateSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { contentChunkKey, contentKey, treeKey } from '../../src/codec/keys.ts'
import { encodeRecord } from '../../src/codec/record.ts'
import { encodeTree } from '../../src/codec/tree.ts'
import type { TreeEntry } from '../../src/domain/entry.ts'
import { chunkBytes, presenceKeysMax } from '../../src/domain/limits.ts'
import type { Oid } from '../../src/domain/oid.ts'
import type { ByteName } from '../../src/domain/path.ts'
import { sha256 } from '../../src/hash/sha256.ts'
import { loadXxh64 } from '../../src/hash/xxh64.ts'
import { faulty } from '../../src/kv/faultyKeyValue.ts'
import { openMemory } from '../../src/kv/memoryKeyValue.ts'
import { objectsIn } from '../../src/store/objects.ts'
import { contentToWrite, newStore, noise, reopened } from './testStore.ts'

beforeAll(async () => {
  await loadXxh64()
})

function treeOf(count: number): TreeEntry[] {
  return Array.from({ length: count }, (_, i) => ({
    name: `file-${String(i).padStart(7, '0')}` as ByteName,
    kind: 'file',
    mode: 0o644,
    uid: 0,
    gid: 0,
    size: i,
    oid: sha256(Buffer.from(String(i))),
    hashOnly: false,
    silentChange: false,
  }))
}

describe('objects', () => {
  it.each([0, 1, 5000, chunkBytes, 3 * chunkBytes + 17])(
    'gives back a content of %d bytes',
    async (length) => {
      const objects = objectsIn(openMemory())
      const bytes = noise(length)
      const content = contentToWrite(bytes)
      await objects.writeGroup([content])
      expect((await objects.readContent(content.oid)).equals(bytes)).toBe(true)
    },
  )

  it('keeps large contents and trees in chunks, also over a reopen', async () => {
    const store = await newStore()
    const bytes = noise(2 * chunkBytes + 5)
    const content = contentToWrite(bytes)
    const entries = treeOf(40_000)
    const tree = encodeTree(entries)
    await (await store.objects()).writeGroup([content, { kind: 'tree', ...tree }])
    await store.close()
    const objects = await (await reopened(store.directory)).objects()
    const chunks = [0, 1, 2, 3].map((chunk) => contentChunkKey(content.oid, chunk))
    expect(await objects.database.hasMany(chunks)).toEqual([true, true, true, false])
    expect((await objects.readContent(content.oid)).equals(bytes)).toBe(true)
    expect(await objects.readTree(tree.oid)).toEqual(entries)
  })

  it('keeps a content that has the bytes and so the id of a tree apart from that tree', async () => {
    const objects = objectsIn(openMemory())
    const entries = treeOf(40_000)
    const tree = encodeTree(entries)
    const lookalike = contentToWrite(Buffer.concat([Buffer.from('holdfast-tree-v1\0'), tree.payload]))
    expect(lookalike.oid).toBe(tree.oid)
    await objects.writeGroup([{ kind: 'tree', ...tree }, lookalike])
    expect((await objects.readContent(tree.oid)).length).toBe(lookalike.size)
    expect(await objects.readTree(tree.oid)).toEqual(entries)
  })

  it('answers presence in the order asked, also for many and repeated ids', async () => {
    const objects = objectsIn(openMemory())
    const contents = Array.from({ length: presenceKeysMax + 10 }, (_, i) =>
      contentToWrite(Buffer.from(String(i))),
    )
    await objects.writeGroup(contents.filter((_, i) => i % 3 === 0))
    const asked = [...contents, ...contents.slice(0, 3)].map(({ oid }) => oid)
    const expected = [...contents.keys(), 0, 1, 2].map((i) => i % 3 === 0)
    expect(await objects.hasContents(asked)).toEqual(expected)
    expect(await objects.hasTrees(asked.slice(0, 2))).toEqual([false, false])
  })

  it('writes a group in one synced batch', async () => {
    const inner = openMemory()
    const batches: boolean[] = []
    const objects = objectsIn({
      ...inner,
      batch: async (operations, options) => {
        batches.push(options.sync)
        await inner.batch(operations, options)
      },
    })
    await objects.writeGroup([contentToWrite(noise(2 * chunkBytes)), contentToWrite(noise(10))])
    expect(batches).toEqual([true])
  })

  it('lets a failed write be seen', async () => {
    const error = new Error('disk gone')
    const objects = objectsIn(faulty(openMemory(), { call: 'batch', nth: 1, error, effect: 'before' }))
    await expect(objects.writeGroup([contentToWrite(noise(10))])).rejects.toBe(error)
  })
})

describe('objects that are damaged', () => {
  const oid = 'ab'.repeat(32) as Oid

  it('are missing, not empty', async () => {
    const objects = objectsIn(openMemory())
    await expect(objects.readContent(oid)).rejects.toMatchObject({ code: 'HF_OBJECT_MISSING', exitCode: 12 })
    await expect(objects.readTree(oid)).rejects.toMatchObject({ code: 'HF_OBJECT_MISSING' })
  })

  it('are not served when the reader sent bytes of another id, size or none at all', async () => {
    const objects = objectsIn(openMemory())
    const bytes = Buffer.from('<html>')
    const honest = contentToWrite(bytes)
    const cases = [
      { ...honest, oid },
      { ...honest, size: 5 },
      { ...honest, size: 7 },
      { ...honest, deflated: Buffer.from('not zlib') },
      { ...honest, deflated: Buffer.alloc(0) },
      { ...honest, deflated: deflateSync(Buffer.alloc(50_000_000)) },
    ]
    for (const [i, lie] of cases.entries()) {
      await objects.writeGroup([lie])
      await expect(objects.readContent(lie.oid), `case ${String(i)}`).rejects.toMatchObject({
        code: 'HF_OBJECT_CORRUPT',
      })
    }
  })

  it('are not served when a chunk is gone or is another one', async () => {
    const kv = openMemory()
    const objects = objectsIn(kv)
    const content = contentToWrite(noise(3 * chunkBytes))
    await objects.writeGroup([content])
    const [first, second] = [contentChunkKey(content.oid, 0), contentChunkKey(content.oid, 1)]
    const value = await kv.get(first)
    await kv.batch([{ type: 'put', key: second, value: value! }], { sync: true })
    await expect(objects.readContent(content.oid)).rejects.toMatchObject({ code: 'HF_RECORD_CORRUPT' })
    await kv.batch([{ type: 'del', key: second }], { sync: true })
    await expect(objects.readContent(content.oid)).rejects.toMatchObject({ code: 'HF_OBJECT_MISSING' })
  })

  it('are not served when their list of chunks is nonsense', async () => {
    const kv = openMemory()
    const objects = objectsIn(kv)
    const key = contentKey(oid)
    for (const list of [
      '',
      '00',
      '0001000000ffffffffffff',
      '09010000000a0000000000',
      '00ffffffff0a0000000000',
    ]) {
      const payload = Buffer.from(list, 'hex')
      const value = encodeRecord({ kind: 'content', codec: 'chunks', size: 10, payload }, key)
      await kv.batch([{ type: 'put', key, value }], { sync: true })
      await expect(objects.readContent(oid), list).rejects.toMatchObject({ code: 'HF_OBJECT_CORRUPT' })
    }
  })

  it('are not served under the key of another', async () => {
    const kv = openMemory()
    const objects = objectsIn(kv)
    const tree = encodeTree(treeOf(2))
    await objects.writeGroup([{ kind: 'tree', ...tree }])
    const value = await kv.get(treeKey(tree.oid))
    await kv.batch([{ type: 'put', key: treeKey(oid), value: value! }], { sync: true })
    await expect(objects.readTree(oid)).rejects.toMatchObject({ code: 'HF_RECORD_CORRUPT' })
  })
})
