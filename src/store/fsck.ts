import { kindRange, parseIdKey } from '../codec/keys.ts'
import { objectKinds, recordKinds } from '../codec/records.ts'
import { decodeTree } from '../codec/tree.ts'
import type { HoldfastError } from '../domain/errors.ts'
import type { Oid } from '../domain/oid.ts'
import { sha256 } from '../hash/sha256.ts'
import type { KeyRange, KeyValue } from '../kv/keyValue.ts'
import { checkRows, type DamagedRow, type ForeignRowCheck } from './fsckRows.ts'
import { type FsckProblem, type FsckProgress, type ProblemList, problemList } from './fsckReport.ts'
import { checkTrees } from './fsckTrees.ts'
import { corruptObject, type ObjectKind, readObjectBytes } from './objectRecords.ts'
import type { Objects } from './objects.ts'
import { countKeys, readRows } from './rows.ts'
import type { Store } from './store.ts'

export interface FsckOptions {
  /** Besides rows, references and presence: which objects are also read, decompressed and hashed. */
  readonly readData: DataToRead
  readonly checkForeignRow: ForeignRowCheck
  /** Gets every row of meta that cannot be used as it is. */
  readonly onDamagedRow: (row: DamagedRow) => void
  readonly onProgress: (progress: FsckProgress) => void
}

export type DataToRead = 'none' | 'all' | IdSlice

/**
 * The objects whose id begins, as a number of 32 bits, with `from` or more and less than `to`; round the end when `to` is
 * not greater. Ids are hashes, so a slice of the numbers is the same share of the objects.
 */
export interface IdSlice {
  readonly from: number
  readonly to: number
}

export interface FsckReport {
  /** Contents and trees in the objects database, also those nothing refers to. */
  readonly objects: number
  /** How many of them were read and hashed. */
  readonly objectsRead: number
  readonly problems: readonly FsckProblem[]
  /** Problems found beyond those listed. */
  readonly unlisted: number
  /** Why not everything was looked at; null when everything was. */
  readonly failure: HoldfastError | null
}

/** Looks for damage and changes nothing. Objects without a reference are legal: they are synced before their rows. */
export async function fsck(store: Store, options: FsckOptions): Promise<FsckReport> {
  const problems = problemList()
  let objects: Objects | undefined
  await problems.during({ kind: 'database', id: 'objects' }, async () => {
    objects = await store.objects()
  })
  if (objects === undefined) {
    return { objects: 0, objectsRead: 0, ...outcomeOf(problems) }
  }
  const trees = await checkRows({ meta: store.meta, objects, problems }, options)
  await checkTrees({ meta: store.meta, objects, problems }, trees, options.onProgress)
  const count = await countObjects(objects, problems)
  const objectsRead = await checkObjects(objects, problems, options)
  return { objects: count, objectsRead, ...outcomeOf(problems) }
}

function outcomeOf(problems: ProblemList): Pick<FsckReport, 'problems' | 'unlisted' | 'failure'> {
  return { problems: problems.listed, unlisted: problems.unlisted(), failure: problems.failure() }
}

const storedKinds = ['content', 'tree'] as const satisfies ObjectKind[]

async function countObjects({ database }: Objects, problems: ProblemList): Promise<number> {
  let count = 0
  await problems.during({ kind: 'database', id: 'objects' }, async () => {
    for (const kind of storedKinds) {
      count += await countKeys(database, kindRange(kind))
    }
    await refuseUnknownTables(database, problems)
  })
  return count
}

async function checkObjects(objects: Objects, problems: ProblemList, options: FsckOptions): Promise<number> {
  const ranges = storedKinds.flatMap((kind) =>
    rangesToRead(kind, options.readData).map((range) => ({ kind, range })),
  )
  let done = 0
  await problems.during({ kind: 'database', id: 'objects' }, async () => {
    for (const { kind, range } of ranges) {
      for await (const [key, value] of readRows(objects.database, range)) {
        done += 1
        await checkObject(objects, problems, { kind, key, value })
        if (done % progressStep === 0) options.onProgress({ phase: 'objects', done })
      }
    }
  })
  options.onProgress({ phase: 'objects', done })
  return done
}

const progressStep = 512

function rangesToRead(kind: ObjectKind, readData: DataToRead): KeyRange[] {
  const { gte, lt } = kindRange(kind)
  if (readData === 'none') return []
  if (readData === 'all') return [{ gte, lt }]
  const from = sliceKey(gte, readData.from)
  const to = sliceKey(gte, readData.to)
  return readData.from < readData.to
    ? [{ gte: from, lt: to }]
    : [
        { gte: from, lt },
        { gte, lt: to },
      ]
}

function sliceKey(tag: Buffer, start: number): Buffer {
  const key = Buffer.alloc(5)
  tag.copy(key)
  key.writeUInt32BE(start, 1)
  return key
}

interface StoredObject {
  readonly kind: ObjectKind
  readonly key: Buffer
  readonly value: Buffer
}

async function checkObject(
  objects: Objects,
  problems: ProblemList,
  { kind, key, value }: StoredObject,
): Promise<void> {
  await problems.during({ kind, id: key.toString('hex', 1) }, async () => {
    const oid = parseIdKey(key)
    const bytes = await readObjectBytes(objects.database, { kind, oid }, value)
    requireId(kind, oid, bytes)
  })
}

function requireId(kind: ObjectKind, oid: Oid, bytes: Buffer): void {
  if (kind === 'tree') decodeTree(oid, bytes)
  else if (sha256(bytes) !== oid) throw corruptObject({ kind, oid }, 'its bytes have another SHA-256')
}

/** A key that begins with no known tag was not written by us: a flipped bit in a key looks like this. */
async function refuseUnknownTables(database: KeyValue, problems: ProblemList): Promise<void> {
  const known = objectKinds.map((kind) => recordKinds[kind].tag.charCodeAt(0)).sort((a, b) => a - b)
  const borders = [-1, ...known, 0x100]
  for (const [i, tag] of borders.slice(0, -1).entries()) {
    const from = tag + 1
    const to = borders[i + 1] ?? from
    if (to <= from) continue
    const lt = to === 0x100 ? Buffer.of(0xff, 0xff) : Buffer.of(to)
    for await (const [key] of readRows(database, { gte: Buffer.of(from), lt, keysOnly: true })) {
      problems.add({ kind: 'database', id: key.toString('hex'), problem: 'a key of no known table' })
    }
  }
}
