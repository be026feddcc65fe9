import {
  exactPathRange,
  kindRange,
  parseRootSnapshotKey,
  rootSnapshotKey,
  snapshotKey,
} from '../codec/keys.ts'
import { decodeRecord, encodeRecord } from '../codec/record.ts'
import { decodeSnapshot, encodeSnapshot } from '../codec/snapshot.ts'
import { HoldfastError } from '../domain/errors.ts'
import { shortOid, type Oid } from '../domain/oid.ts'
import type { BytePath } from '../domain/path.ts'
import type { Snapshot, StoredSnapshot } from '../domain/snapshot.ts'
import type { BatchOperation, KeyRange, KeyValue } from '../kv/keyValue.ts'
import { readRef, refOperation, rootRefName } from './refs.ts'
import { readRows } from './rows.ts'

/** A snapshot that is about to be written, with the id it will have. */
export function newSnapshot(snapshot: Snapshot): StoredSnapshot {
  return { ...snapshot, id: encodeSnapshot(snapshot).id }
}

/** Everything that makes `snapshot` the newest of its root. Its trees and contents are already synced. */
export function snapshotOperations(snapshot: Snapshot): BatchOperation[] {
  const { id, key, row } = encodeSnapshot(snapshot)
  const listKey = rootSnapshotKey(snapshot.root, snapshot.at, id)
  const listRow = encodeRecord(
    { kind: 'root-snapshot', codec: 'raw', size: 0, payload: Buffer.alloc(0) },
    listKey,
  )
  return [
    { type: 'put', key, value: row },
    { type: 'put', key: listKey, value: listRow },
    refOperation({ name: rootRefName(snapshot.root), target: { kind: 'snapshot', oid: id } }),
  ]
}

/** Throws HF_NOT_FOUND, HF_RECORD_CORRUPT, HF_OBJECT_CORRUPT. */
export async function readSnapshot(meta: KeyValue, id: Oid): Promise<StoredSnapshot> {
  const value = await meta.get(snapshotKey(id))
  if (value !== undefined) return decodeSnapshot(id, value)
  throw new HoldfastError('HF_NOT_FOUND', `there is no snapshot ${shortOid(id)}`, {
    facts: { snapshot: id },
    hint: 'list them: holdfast snapshot list',
  })
}

/** Newest first; without a root, root by root in path order. */
export async function* listSnapshots(meta: KeyValue, root?: BytePath): AsyncGenerator<StoredSnapshot> {
  for await (const { id } of listed(meta, root)) yield await readSnapshot(meta, id)
}

/** The last committed snapshot of a root: what its ref says. */
export async function latestSnapshot(meta: KeyValue, root: BytePath): Promise<StoredSnapshot | undefined> {
  const target = await readRef(meta, rootRefName(root))
  return target?.kind === 'snapshot' ? await readSnapshot(meta, target.oid) : undefined
}

/** The newest snapshot of a root that was taken at `at` or before. */
export async function snapshotAt(
  meta: KeyValue,
  root: BytePath,
  at: number,
): Promise<StoredSnapshot | undefined> {
  for await (const row of listed(meta, root)) if (row.at <= at) return await readSnapshot(meta, row.id)
  return undefined
}

interface ListedSnapshot {
  readonly root: BytePath
  readonly at: number
  readonly id: Oid
}

async function* listed(meta: KeyValue, root: BytePath | undefined): AsyncGenerator<ListedSnapshot> {
  if (root !== undefined) {
    yield* listRows(meta, { ...exactPathRange('root-snapshot', root), reverse: true })
    return
  }
  // One pass over all roots comes oldest first inside a root, so each root's rows are turned round.
  let ofRoot: ListedSnapshot[] = []
  for await (const row of listRows(meta, kindRange('root-snapshot'))) {
    if (ofRoot[0] !== undefined && ofRoot[0].root !== row.root) {
      yield* ofRoot
      ofRoot = []
    }
    ofRoot.unshift(row)
  }
  yield* ofRoot
}

async function* listRows(meta: KeyValue, range: KeyRange): AsyncGenerator<ListedSnapshot> {
  for await (const [key, value] of readRows(meta, range)) {
    decodeRecord(value, key, 'root-snapshot')
    yield parseRootSnapshotKey(key)
  }
}
