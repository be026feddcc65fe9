import { closeSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { contentKey, indexPageKey, singleKey, snapshotKey, treeKey } from '../../src/codec/keys.ts'
import { encodeRecord } from '../../src/codec/record.ts'
import { encodeTree } from '../../src/codec/tree.ts'
import type { TreeEntry } from '../../src/domain/entry.ts'
import { HoldfastError } from '../../src/domain/errors.ts'
import { isOid, type Oid } from '../../src/domain/oid.ts'
import type { ByteName, BytePath } from '../../src/domain/path.ts'
import { contentOperation } from '../../src/store/contents.ts'
import { type DataToRead, fsck, type FsckReport } from '../../src/store/fsck.ts'
import type { ForeignRowCheck } from '../../src/store/fsckRows.ts'
import { refOperation } from '../../src/store/refs.ts'
import { latestSnapshot, snapshotOperations } from '../../src/store/snapshots.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { describeTest } from './describeTest.ts'
import { contentToWrite, newStore, noise, reopened, startChild } from './testStore.ts'

const root = '/home' as BytePath
const unchecked: ForeignRowCheck = () => []

async function check(store: Store, readData: DataToRead, checkForeignRow = unchecked): Promise<FsckReport> {
  return await fsck(store, {
    readData,
    checkForeignRow,
    onDamagedRow: () => undefined,
    onProgress: () => undefined,
  })
}

function fileEntry(name: string, oid: Oid): TreeEntry {
  const plain = { mode: 0o644, uid: 0, gid: 0, size: 1, hashOnly: false, silentChange: false }
  return { ...plain, name: name as ByteName, kind: 'file', oid }
}

interface Filled {
  readonly store: Store
  readonly file: Oid
  readonly large: Oid
  readonly top: Oid
  readonly below: Oid
}

/** A snapshot of two directories with two contents and their rows. */
async function filledStore(): Promise<Filled> {
  const store = await newStore()
  const file = contentToWrite(Buffer.from('<?php echo 1;'))
  const large = contentToWrite(noise(50_000))
  const below = encodeTree([fileEntry('large.js', large.oid)])
  const inner = { ...fileEntry('sub', below.oid), kind: 'directory' } as const
  const top = encodeTree([fileEntry('index.php', file.oid), inner])
  const trees = [below, top].map((tree) => ({ kind: 'tree', ...tree }) as const)
  await (await store.objects()).writeGroup([file, large, ...trees])
  const rows = [file, large].map(({ oid, size }) =>
    contentOperation(oid, { size, kept: 'whole', firstSeenAt: 1 }),
  )
  const facts = { parent: null, at: 1, files: 2, bytes: 3, reason: 'scan', scan: 1 } as const
  await store.meta.batch([...rows, ...snapshotOperations({ root, tree: top.oid, ...facts })], { sync: true })
  return { store, file: file.oid, large: large.oid, top: top.oid, below: below.oid }
}

async function remove(store: Store, ...keys: readonly Buffer[]): Promise<void> {
  const operations = keys.map((key) => ({ type: 'del', key }) as const)
  await (await store.objects()).database.batch(operations, { sync: true })
}

describe('fsck', () => {
  it('finds nothing in a whole store and counts its objects', async () => {
    const { store } = await filledStore()
    expect(await check(store, 'none')).toEqual({
      objects: 4,
      objectsRead: 0,
      problems: [],
      unlisted: 0,
      failure: null,
    })
    expect(await check(store, 'all')).toEqual({
      objects: 4,
      objectsRead: 4,
      problems: [],
      unlisted: 0,
      failure: null,
    })
  })

  it('accepts objects that nothing refers to', async () => {
    const { store } = await filledStore()
    await (await store.objects()).writeGroup([contentToWrite(Buffer.from('orphan'))])
    expect(await check(store, 'all')).toEqual({
      objects: 5,
      objectsRead: 5,
      problems: [],
      unlisted: 0,
      failure: null,
    })
  })

  it('finds a content that a row and a tree promise and that is gone', async () => {
    const { store, file, top } = await filledStore()
    await remove(store, contentKey(file))
    const { problems } = await check(store, 'none')
    expect(problems).toEqual([
      { kind: 'content', id: file, problem: 'a row names it, and it is missing' },
      { kind: 'content', id: file, problem: `named by tree ${top} and missing` },
    ])
  })

  it('finds a tree that is gone, however deep', async () => {
    const { store, below } = await filledStore()
    await remove(store, treeKey(below))
    const { problems } = await check(store, 'none')
    expect(problems).toEqual([{ kind: 'tree', id: below, problem: `tree ${below} is not in the store` }])
  })

  it('finds a snapshot that is gone and a ref to a content that never was', async () => {
    const { store } = await filledStore()
    const id = (await latestSnapshot(store.meta, root))!.id
    const never = 'ff'.repeat(32) as Oid
    const ref = refOperation({ name: 'rules/own', target: { kind: 'content', oid: never } })
    await store.meta.batch([{ type: 'del', key: snapshotKey(id) }, ref], { sync: true })
    const { problems } = await check(store, 'none')
    expect(problems.map(({ kind, id: lost }) => ({ kind, lost }))).toEqual([
      { kind: 'content', lost: never },
      { kind: 'snapshot', lost: id },
    ])
  })

  it('finds damaged rows and keys of no table, and goes on behind them', async () => {
    const { store, file } = await filledStore()
    const key = indexPageKey(root, 0)
    const stranger = Buffer.from('Xyz')
    await remove(store, contentKey(file))
    await store.meta.batch(
      [
        { type: 'put', key, value: Buffer.from('no record') },
        { type: 'put', key: stranger, value: Buffer.alloc(0) },
      ],
      { sync: true },
    )
    await (await store.objects()).database.batch([{ type: 'put', key: stranger, value: key }], { sync: true })
    const { problems } = await check(store, 'none')
    expect(problems.map(({ kind, id }) => `${kind} ${id}`).sort()).toEqual(
      [
        `content ${file}`,
        `content ${file}`,
        `database ${stranger.toString('hex')}`,
        `database ${stranger.toString('hex')}`,
        `index-page ${key.toString('hex', 1)}`,
      ].sort(),
    )
  })

  it('asks the caller about rows it does not know, and checks the contents they name', async () => {
    const { store, file } = await filledStore()
    const key = indexPageKey(root, 0)
    const value = encodeRecord({ kind: 'index-page', codec: 'raw', size: 1, payload: Buffer.of(1) }, key)
    await store.meta.batch([{ type: 'put', key, value }], { sync: true })
    const never = 'ee'.repeat(32) as Oid
    const seen: string[] = []
    const named = await check(store, 'none', (kind) => {
      seen.push(kind)
      return kind === 'index-page' ? [file, never].map((oid) => ({ oid, judgedAs: null })) : []
    })
    expect(seen.sort()).toEqual(['index-page', 'single'])
    expect(named.problems).toEqual([
      { kind: 'content-row', id: never, problem: 'a row names it, and it is missing' },
    ])
    const refused = await check(store, 'none', (kind) => {
      if (kind === 'index-page') throw new HoldfastError('HF_RECORD_CORRUPT', 'page 0 is odd')
      return []
    })
    expect(refused.problems).toEqual([
      { kind: 'index-page', id: key.toString('hex', 1), problem: 'page 0 is odd' },
    ])
  })

  it('finds a bit flipped on disk when it reads the data, and that object is never served', async () => {
    const { store, large } = await filledStore()
    await store.close()
    await intoTables(store.directory)
    expect(flipInside(`${store.directory}/objects`, large)).toBe(1)
    const damaged = await reopened(store.directory)
    const { problems } = await check(damaged, 'all')
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({ kind: 'content', id: large })
    const objects = await damaged.objects()
    await expect(objects.readContent(large)).rejects.toMatchObject({ kind: 'corrupt' })
  })

  it('reports an objects database that cannot be opened', async () => {
    const { store } = await filledStore()
    await remove(store, singleKey('store'))
    await store.close()
    const without = await reopened(store.directory)
    const { problems } = await check(without, 'none')
    expect(problems).toMatchObject([{ kind: 'database', id: 'objects' }])
  })
})

/** LevelDB turns its log into table files at the next open. */
async function intoTables(directory: string): Promise<void> {
  const store = await openStore(directory, { describe: describeTest })
  await store.objects()
  await store.close()
}

/** Flips one bit some bytes behind the key of a content in every table file that holds it; answers how many. */
function flipInside(directory: string, oid: Oid): number {
  let flipped = 0
  for (const name of readdirSync(directory).filter((each) => each.endsWith('.ldb'))) {
    const bytes = readFileSync(`${directory}/${name}`)
    const at = bytes.indexOf(Buffer.from(oid, 'hex').subarray(2))
    if (at === -1) continue
    const fd = openSync(`${directory}/${name}`, 'r+')
    writeSync(fd, Buffer.of((bytes[at + 1000] ?? 0) ^ 4), 0, 1, at + 1000)
    closeSync(fd)
    flipped += 1
  }
  return flipped
}

describe('a writer that is killed', () => {
  it('leaves a store that opens, is whole and holds every row that was reported durable', async () => {
    const { store } = await filledStore()
    await store.close()
    for (const rows of [1, 3, 10, 40, 90]) {
      const child = startChild('writeObjects.ts', store.directory)
      await child.printed(rows)
      child.process.kill('SIGKILL')
      await child.ended()
      const after = await openStore(store.directory, { describe: describeTest })
      const { problems } = await check(after, 'all')
      const durable = child.lines.filter(isOid)
      const present = await (await after.objects()).hasContents(durable)
      await after.close()
      expect(problems).toEqual([])
      expect(durable.length).toBeGreaterThanOrEqual(rows)
      expect(present.every(Boolean)).toBe(true)
    }
  })
})
