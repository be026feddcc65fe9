import { parseIdKey } from '../codec/keys.ts'
import { objectKinds, recordKinds } from '../codec/records.ts'
import { decodeTree } from '../codec/tree.ts'
import type { Oid } from '../domain/oid.ts'
import { sha256 } from '../hash/sha256.ts'
import type { KeyRange } from '../kv/keyValue.ts'
import { checkRows, type ForeignRowCheck } from './fsckRows.ts'
import { type FsckProblem, type FsckProgress, type ProblemList, problemList } from './fsckReport.ts'
import { checkTrees } from './fsckTrees.ts'
import { corruptObject, type ObjectKind, readObjectBytes } from './objectRecords.ts'
import type { Objects } from './objects.ts'
import { readRows } from './rows.ts'
import type { Store } from './store.ts'

export interface FsckOptions {
  /** `none`: rows, references and presence. `all`: every object is also read, decompressed and hashed. */
  readonly readData: 'none' | 'all'
  readonly checkForeignRow: ForeignRowCheck
  readonly onProgress: (progress: FsckProgress) => void
}

export interface FsckReport {
  /** Contents and trees in the objects database, also those nothing refers to. */
  readonly objects: number
  readonly problems: readonly FsckProblem[]
  /** Problems found beyond those listed. */
  readonly unlisted: number
}

/** Looks for damage and changes nothing. Objects without a reference are legal: they are synced before their rows. */
export async function fsck(store: Store, options: FsckOptions): Promise<FsckReport> {
  const problems = problemList()
  let objects: Objects | undefined
  await problems.during({ kind: 'database', id: 'objects' }, async () => {
    objects = await store.objects()
  })
  if (objects === undefined) return { objects: 0, problems: problems.listed, unlisted: problems.unlisted() }
  const trees = await checkRows({ meta: store.meta, objects, problems }, options)
  await checkTrees({ objects, problems }, trees, options.onProgress)
  const count = await checkObjects(objects, problems, options)
  return { objects: count, problems: problems.listed, unlisted: problems.unlisted() }
}

async function checkObjects(objects: Objects, problems: ProblemList, options: FsckOptions): Promise<number> {
  let done = 0
  await problems.during({ kind: 'database', id: 'objects' }, async () => {
    for (const kind of ['content', 'tree'] as const) {
      for await (const [key, value] of readRows(objects.database, objectRange(kind, options.readData))) {
        done += 1
        if (options.readData === 'all') await checkObject(objects, problems, { kind, key, value })
        if (done % progressStep === 0) options.onProgress({ phase: 'objects', done })
      }
    }
    await refuseUnknownTables(objects, problems)
  })
  options.onProgress({ phase: 'objects', done })
  return done
}

const progressStep = 512

function objectRange(kind: ObjectKind, readData: FsckOptions['readData']): KeyRange {
  const tag = recordKinds[kind].tag.charCodeAt(0)
  const span = { gte: Buffer.of(tag), lt: Buffer.of(tag + 1) }
  return readData === 'none' ? { ...span, keysOnly: true } : span
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
async function refuseUnknownTables(objects: Objects, problems: ProblemList): Promise<void> {
  const known = objectKinds.map((kind) => recordKinds[kind].tag.charCodeAt(0)).sort((a, b) => a - b)
  const borders = [-1, ...known, 0x100]
  for (const [i, tag] of borders.slice(0, -1).entries()) {
    const from = tag + 1
    const to = borders[i + 1] ?? from
    if (to <= from) continue
    const lt = to === 0x100 ? Buffer.of(0xff, 0xff) : Buffer.of(to)
    for await (const [key] of readRows(objects.database, { gte: Buffer.of(from), lt, keysOnly: true })) {
      problems.add({ kind: 'database', id: key.toString('hex'), problem: 'a key of no known table' })
    }
  }
}
