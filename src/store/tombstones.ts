import { kindRange, parseIdKey, tombstoneKey } from '../codec/keys.ts'
import { decodeRow, encodeRow } from '../codec/row.ts'
import type { Oid } from '../domain/oid.ts'
import type { Tombstone } from '../domain/tombstone.ts'
import type { BatchOperation, KeyValue } from '../kv/keyValue.ts'
import { readRows } from './rows.ts'

export function tombstoneOperation(tombstone: Tombstone): BatchOperation {
  const key = tombstoneKey(tombstone.oid)
  return { type: 'put', key, value: encodeRow('tombstone', key, tombstone) }
}

export async function readTombstone(meta: KeyValue, oid: Oid): Promise<Tombstone | undefined> {
  const key = tombstoneKey(oid)
  const value = await meta.get(key)
  return value === undefined ? undefined : (decodeRow('tombstone', key, value) as Tombstone)
}

/** In the order of `oids`. */
export async function havePurged(meta: KeyValue, oids: readonly Oid[]): Promise<boolean[]> {
  return await meta.hasMany(oids.map(tombstoneKey))
}

/** Every content that was purged, by id; one row per purge that a person typed. */
export async function* purgedContents(meta: KeyValue): AsyncGenerator<Oid> {
  for await (const [key] of readRows(meta, { ...kindRange('tombstone'), keysOnly: true }))
    yield parseIdKey(key)
}
