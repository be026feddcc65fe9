import { contentRowKey } from '../codec/keys.ts'
import { corruptRecord, decodeRecord, encodeRecord } from '../codec/record.ts'
import { invariant } from '../domain/errors.ts'
import type { Oid } from '../domain/oid.ts'
import type { BatchOperation, KeyValue } from '../kv/keyValue.ts'

export type Kept = 'whole' | 'hash-only'

/** What is known of one content besides its verdicts. */
export interface ContentRow {
  readonly size: number
  /** `whole`: its bytes are in the objects database, which was synced before this row was. */
  readonly kept: Kept
  /** Milliseconds since 1970. */
  readonly firstSeenAt: number
}

export function contentOperation(oid: Oid, row: ContentRow): BatchOperation {
  const { size, kept, firstSeenAt } = row
  invariant(Number.isSafeInteger(size) && Number.isSafeInteger(firstSeenAt), 'a content row holds integers', {
    oid,
  })
  const payload = Buffer.allocUnsafe(payloadBytes)
  payload[0] = keptNumbers.indexOf(kept)
  payload.writeBigUInt64LE(BigInt(size), 1)
  payload.writeBigUInt64LE(BigInt(firstSeenAt), 9)
  const key = contentRowKey(oid)
  const value = encodeRecord({ kind: 'content-row', codec: 'raw', size: payloadBytes, payload }, key)
  return { type: 'put', key, value }
}

export async function getContent(meta: KeyValue, oid: Oid): Promise<ContentRow | undefined> {
  const value = await meta.get(contentRowKey(oid))
  return value === undefined ? undefined : decodeContentRow(contentRowKey(oid), value)
}

/** One answer per id, in order. */
export async function getContents(meta: KeyValue, oids: readonly Oid[]): Promise<(ContentRow | undefined)[]> {
  const values = await meta.getMany(oids.map(contentRowKey))
  return oids.map((oid, i) => {
    const value = values[i]
    return value === undefined ? undefined : decodeContentRow(contentRowKey(oid), value)
  })
}

/** Throws HF_RECORD_CORRUPT. */
export function decodeContentRow(key: Buffer, value: Buffer): ContentRow {
  const { payload } = decodeRecord(value, key, 'content-row')
  const kept = keptNumbers[payload[0] ?? keptNumbers.length]
  if (payload.length !== payloadBytes || kept === undefined)
    throw corruptRecord('content-row', key, 'length or kept')
  const [size, firstSeenAt] = [Number(payload.readBigUInt64LE(1)), Number(payload.readBigUInt64LE(9))]
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(firstSeenAt))
    throw corruptRecord('content-row', key, 'size or time')
  return { size, kept, firstSeenAt }
}

/** Little-endian: kept u8, size u64, first seen u64. There is one row per content: JSON would double the table. */
const payloadBytes = 17
/** The order is the on-disk number: append only. */
const keptNumbers: readonly Kept[] = ['whole', 'hash-only']
