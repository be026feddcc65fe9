import type { RecordKind } from '../../src/codec/records.ts'
import { encodeRecord, recordHeaderBytes } from '../../src/codec/record.ts'
import { xxh64 } from '../../src/hash/xxh64.ts'

const checksumAt = 10

/** `value` with the checksum that fits it, written out from docs/FORMAT.md: the damage then reaches what lies behind. */
export function sealed(value: Buffer, key: Buffer): Buffer {
  if (value.length < recordHeaderBytes) return value
  const seed = xxh64(Buffer.concat([key, value.subarray(0, checksumAt)]), 0n)
  value.writeBigUInt64LE(xxh64(value.subarray(recordHeaderBytes), seed), checksumAt)
  return value
}

/** A raw record of a payload that no encoder of ours would write. */
export function rawRecord(kind: RecordKind, key: Buffer, payload: Buffer): Buffer {
  return encodeRecord({ kind, codec: 'raw', size: payload.length, payload }, key)
}
