import { sha256Prefixed } from '../hash/sha256.ts'
import { HoldfastError } from '../domain/errors.ts'
import type { Oid } from '../domain/oid.ts'
import type { Snapshot, SnapshotReason, StoredSnapshot } from '../domain/snapshot.ts'
import { snapshotKey } from './keys.ts'
import { encodeRecord } from './record.ts'
import { rowText } from './row.ts'
import { readRow } from './rowFields.ts'

export interface EncodedSnapshot {
  readonly id: Oid
  readonly key: Buffer
  /** The value to store under `key`. */
  readonly row: Buffer
}

/** A snapshot's id is the SHA-256 of its prefixed row text, so it names root, tree, parent and time for good. */
export function encodeSnapshot(snapshot: Snapshot): EncodedSnapshot {
  const payload = payloadOf(snapshot)
  const id = sha256Prefixed(idPrefix, payload)
  const key = snapshotKey(id)
  return {
    id,
    key,
    row: encodeRecord({ kind: 'snapshot', codec: 'raw', size: payload.length, payload }, key),
  }
}

/** Throws HF_RECORD_CORRUPT, or HF_OBJECT_CORRUPT when the row is not the snapshot `id`. */
export function decodeSnapshot(id: Oid, value: Buffer): StoredSnapshot {
  const fields = readRow('snapshot', snapshotKey(id), value)
  const snapshot: Snapshot = {
    root: fields.path('root'),
    parent: fields.oidOrNull('parent'),
    tree: fields.oid('tree'),
    at: fields.integer('at'),
    files: fields.integer('files'),
    bytes: fields.integer('bytes'),
    reason: fields.oneOf('reason', snapshotReasons),
    scan: fields.integer('scan'),
  }
  if (sha256Prefixed(idPrefix, payloadOf(snapshot)) !== id) {
    throw new HoldfastError('HF_OBJECT_CORRUPT', `snapshot ${id} is damaged: its bytes have another id`, {
      facts: { kind: 'snapshot', oid: id },
      hint: 'see the extent: holdfast fsck',
    })
  }
  return { ...snapshot, id }
}

const idPrefix = 'holdfast-snapshot-v1'
const snapshotReasons: readonly SnapshotReason[] = ['scan', 'operation']

/** Named one by one: a property that a caller's object has besides is no part of the identity. */
function payloadOf(snapshot: Snapshot): Buffer {
  const { root, parent, tree, at, files, bytes, reason, scan } = snapshot
  return Buffer.from(rowText({ root, parent, tree, at, files, bytes, reason, scan }), 'utf8')
}
