import { beforeAll, describe, expect, it } from 'vitest'
import type { Oid } from '../../src/domain/oid.ts'
import type { BytePath } from '../../src/domain/path.ts'
import type { Snapshot } from '../../src/domain/snapshot.ts'
import { loadXxh64 } from '../../src/hash/xxh64.ts'
import { openMemory } from '../../src/kv/memoryKeyValue.ts'
import { contentOperation, getContent, getContents } from '../../src/store/contents.ts'
import { readCounters } from '../../src/store/counters.ts'
import { forgetRef, listRefs, readRef, refOperation } from '../../src/store/refs.ts'
import { forgetRoot, listRoots, readRoot, rootOperation, type RootRow } from '../../src/store/roots.ts'
import { resolveSnapshot } from '../../src/store/snapshotName.ts'
import {
  latestSnapshot,
  listSnapshots,
  readSnapshot,
  snapshotAt,
  snapshotOperations,
} from '../../src/store/snapshots.ts'
import type { KeyValue } from '../../src/kv/keyValue.ts'

beforeAll(async () => {
  await loadXxh64()
})

const oid = (digit: string): Oid => digit.repeat(64) as Oid
const home = '/home' as BytePath
const www = '/var/www' as BytePath
const day = 86_400_000
const noon = Date.UTC(2026, 10, 15, 12)
const time = { now: noon + 10 * day, zone: 'UTC' }

function snapshot(root: BytePath, at: number, tree = 'a'): Snapshot {
  return { root, parent: null, tree: oid(tree), at, files: 1, bytes: 2, reason: 'scan', scan: 3 }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

async function written(...snapshots: readonly Snapshot[]): Promise<KeyValue> {
  const meta = openMemory()
  for (const each of snapshots) await meta.batch(snapshotOperations(each), { sync: true })
  return meta
}

describe('content rows', () => {
  it('come back in the order asked', async () => {
    const meta = openMemory()
    const row = { size: 2 ** 40, kept: 'hash-only', firstSeenAt: noon } as const
    await meta.batch([contentOperation(oid('a'), row)], { sync: true })
    expect(await getContent(meta, oid('a'))).toEqual(row)
    expect(await getContents(meta, [oid('b'), oid('a')])).toEqual([undefined, row])
  })
})

describe('roots and refs', () => {
  const row: RootRow = {
    path: home,
    ino: 2,
    mount: { type: 'ext4', source: '/dev/sda1', subroot: '/odd\xff' },
    judgedEpoch: 4,
    createdAt: noon,
    lastScan: 7,
    lastCompleteScan: null,
    vanishedFiles: 0,
  }

  it('come back as they were written, in path order', async () => {
    const meta = openMemory()
    const other = { ...row, path: www, lastCompleteScan: 7 }
    await meta.batch([rootOperation(other), rootOperation(row)], { sync: true })
    expect(await collect(listRoots(meta))).toEqual([row, other])
    expect(await readRoot(meta, home)).toEqual(row)
    await meta.batch([forgetRoot(home)], { sync: true })
    expect(await readRoot(meta, home)).toBeUndefined()
  })

  it('name snapshots and contents', async () => {
    const meta = openMemory()
    const ref = { name: 'rules/own', target: { kind: 'content', oid: oid('c') } } as const
    await meta.batch([refOperation(ref)], { sync: true })
    expect(await collect(listRefs(meta))).toEqual([ref])
    await meta.batch([forgetRef(ref.name)], { sync: true })
    expect(await readRef(meta, ref.name)).toBeUndefined()
  })
})

describe('counters', () => {
  it('go on after what was written, each on its own, with gaps but without repeats', async () => {
    const meta = openMemory()
    const first = await readCounters(meta)
    const [one, two] = [first.next('incident'), first.next('incident')]
    expect([one.id, two.id, first.next('scan').id]).toEqual([1, 2, 1])
    await meta.batch([one.operation, two.operation], { sync: true })
    const second = await readCounters(meta)
    expect([second.next('incident').id, second.next('scan').id]).toEqual([3, 1])
  })
})

describe('snapshots', () => {
  it('list a root newest first, all roots one after another', async () => {
    const all = [snapshot(home, 1), snapshot(www, 2), snapshot(home, 3), snapshot('/home/a' as BytePath, 4)]
    const meta = await written(...all)
    expect((await collect(listSnapshots(meta, home))).map(({ at }) => at)).toEqual([3, 1])
    expect((await collect(listSnapshots(meta))).map(({ at }) => at)).toEqual([3, 1, 4, 2])
  })

  it('keep two of the same millisecond, the last written being the latest', async () => {
    const meta = await written(snapshot(home, 5, 'a'), snapshot(home, 5, 'b'))
    expect(await collect(listSnapshots(meta, home))).toHaveLength(2)
    expect((await latestSnapshot(meta, home))?.tree).toBe(oid('b'))
  })

  it('are found by time', async () => {
    const meta = await written(snapshot(home, 10), snapshot(home, 20))
    expect((await snapshotAt(meta, home, 19))?.at).toBe(10)
    expect((await snapshotAt(meta, home, 20))?.at).toBe(20)
    expect(await snapshotAt(meta, home, 9)).toBeUndefined()
    await expect(readSnapshot(meta, oid('f'))).rejects.toMatchObject({ code: 'HF_NOT_FOUND' })
  })
})

describe('resolveSnapshot', () => {
  const row = (path: BytePath): RootRow => ({
    path,
    ino: 2,
    mount: { type: 'ext4', source: 'x', subroot: '/' },
    judgedEpoch: 0,
    createdAt: 0,
    lastScan: null,
    lastCompleteScan: null,
    vanishedFiles: 0,
  })

  it('understands ids, latest and times', async () => {
    const meta = await written(snapshot(home, noon), snapshot(home, noon + 5 * day))
    await meta.batch([rootOperation(row(home))], { sync: true })
    const [newest, oldest] = await collect(listSnapshots(meta, home))
    const at = async (spec: string): Promise<number> =>
      (await resolveSnapshot(meta, spec, { root: home, time })).at
    expect(await at(oldest!.id)).toBe(noon)
    expect(await at(oldest!.id.slice(0, 8).toUpperCase())).toBe(noon)
    expect(await at('latest')).toBe(newest!.at)
    expect(await at('@6d')).toBe(noon)
    expect(await at('@5d')).toBe(noon + 5 * day)
    expect(await at('2026-11-15')).toBe(noon)
    expect(await at('2026-11-15T12:00:00Z')).toBe(noon)
    expect((await resolveSnapshot(meta, 'latest', { root: null, time })).at).toBe(newest!.at)
    await expect(at('2026-11-15T11:59:59Z')).rejects.toMatchObject({ code: 'HF_NOT_FOUND' })
    await expect(at('00000000')).rejects.toMatchObject({ code: 'HF_NOT_FOUND' })
    await expect(at('newest')).rejects.toMatchObject({ code: 'HF_USAGE' })
    await expect(at('abc')).rejects.toMatchObject({ code: 'HF_USAGE' })
  })

  it('asks which root is meant when there are several, and says so when there is none', async () => {
    const meta = await written(snapshot(home, 1))
    const latest = async (): Promise<unknown> => await resolveSnapshot(meta, 'latest', { root: null, time })
    await expect(latest()).rejects.toMatchObject({ code: 'HF_NOT_FOUND' })
    await meta.batch([rootOperation(row(home)), rootOperation(row(www))], { sync: true })
    await expect(latest()).rejects.toMatchObject({ code: 'HF_AMBIGUOUS', facts: { roots: 2 } })
  })
})
