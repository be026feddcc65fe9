import { kindRange, parseIdKey, refKey, rootSnapshotKey, snapshotKey } from '../../codec/keys.ts'
import { encodeRecord } from '../../codec/record.ts'
import { decodeSnapshot } from '../../codec/snapshot.ts'
import { displayPath } from '../../domain/displayPath.ts'
import { type Oid, shortOid } from '../../domain/oid.ts'
import type { BytePath } from '../../domain/path.ts'
import type { StoredSnapshot } from '../../domain/snapshot.ts'
import type { BatchOperation, KeyValue } from '../../kv/keyValue.ts'
import { listRefs, refOperation, rootRefName } from '../../store/refs.ts'
import { readRows } from '../../store/rows.ts'
import type { FsckRepair } from '../contract/fsck.ts'

/** Makes the list of snapshots per root, and each root's ref, say what the snapshots say. All of them decode. */
export async function repairSnapshots(meta: KeyValue): Promise<readonly FsckRepair[]> {
  const operations: BatchOperation[] = []
  const repaired: FsckRepair[] = []
  const { listed, newest } = await snapshotsOf(meta)
  for await (const [key] of readRows(meta, { ...kindRange('root-snapshot'), keysOnly: true })) {
    if (listed.delete(key.toString('latin1'))) continue
    operations.push({ type: 'del', key })
    repaired.push({
      kind: 'root-snapshot',
      id: key.toString('hex', 1),
      repair: 'names no snapshot; taken out',
    })
  }
  for (const [text, id] of listed) {
    operations.push(listOperation(Buffer.from(text, 'latin1')))
    repaired.push({ kind: 'root-snapshot', id, repair: 'listed again' })
  }
  const refs = await repairRefs(meta, newest)
  operations.push(...refs.operations)
  if (operations.length > 0) await meta.batch(operations, { sync: true })
  return [...repaired, ...refs.repaired]
}

interface Snapshots {
  /** The keys that the list should have, in latin1, with the snapshot of each. */
  readonly listed: Map<string, Oid>
  readonly newest: ReadonlyMap<BytePath, StoredSnapshot>
}

async function snapshotsOf(meta: KeyValue): Promise<Snapshots> {
  const listed = new Map<string, Oid>()
  const newest = new Map<BytePath, StoredSnapshot>()
  for await (const [key, value] of readRows(meta, kindRange('snapshot'))) {
    const snapshot = decodeSnapshot(parseIdKey(key), value)
    const { root, at, id } = snapshot
    listed.set(rootSnapshotKey(root, at, id).toString('latin1'), id)
    const other = newest.get(root)
    if (other === undefined || isAfter(snapshot, other)) newest.set(root, snapshot)
  }
  return { listed, newest }
}

/** Two snapshots of one millisecond follow each other by their parents. */
function isAfter(a: StoredSnapshot, b: StoredSnapshot): boolean {
  return a.at === b.at ? a.parent === b.id : a.at > b.at
}

/** A ref that names a snapshot which is there stays: it was the commit. */
async function repairRefs(
  meta: KeyValue,
  newest: ReadonlyMap<BytePath, StoredSnapshot>,
): Promise<{ readonly operations: readonly BatchOperation[]; readonly repaired: readonly FsckRepair[] }> {
  const operations: BatchOperation[] = []
  const repaired: FsckRepair[] = []
  const whole = new Set<string>()
  for await (const { name, target } of listRefs(meta)) {
    const isThere = target.kind === 'content' || (await meta.get(snapshotKey(target.oid))) !== undefined
    if (isThere) {
      whole.add(name)
      continue
    }
    operations.push({ type: 'del', key: refKey(name) })
    repaired.push({ kind: 'ref', id: displayPath(name), repair: `no longer names ${shortOid(target.oid)}` })
  }
  for (const [root, { id }] of newest) {
    const name = rootRefName(root)
    if (whole.has(name)) continue
    operations.push(refOperation({ name, target: { kind: 'snapshot', oid: id } }))
    repaired.push({ kind: 'ref', id: displayPath(name), repair: `names ${shortOid(id)}` })
  }
  return { operations, repaired }
}

function listOperation(key: Buffer): BatchOperation {
  const value = encodeRecord({ kind: 'root-snapshot', codec: 'raw', size: 0, payload: Buffer.alloc(0) }, key)
  return { type: 'put', key, value }
}
