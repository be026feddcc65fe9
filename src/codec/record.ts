/**
 * The record header in front of every value (docs/FORMAT.md "Record header"), 18 bytes, little-endian:
 * version u8, kind u8, codec u8, zero u8, decoded size u48, checksum u64. LevelDB does not check its own checksums on
 * reads, and a flipped bit came back as data without an error; so each value checks itself, its header and its key.
 */
import { xxh64 } from '../hash/xxh64.ts'
import { HoldfastError, invariant } from '../domain/errors.ts'
import { hashedBytesMax, recordBytesMax } from '../domain/limits.ts'
import { type RecordKind, recordKinds } from './records.ts'

/** `chunks`: the payload says how many records of the matching chunk kind hold the bytes (codec/chunks.ts). */
export type RecordCodec = 'raw' | 'deflate' | 'chunks'

export interface RecordBody {
  readonly codec: RecordCodec
  /** Bytes after decoding. */
  readonly size: number
  readonly payload: Buffer
}

export const recordHeaderBytes = 18

/** The value to store under `key`. The payload is copied once, into the value. */
export function encodeRecord(record: RecordBody & { readonly kind: RecordKind }, key: Buffer): Buffer {
  const { kind, codec, size, payload } = record
  invariant(payload.length <= recordBytesMax && isSize(size), 'a record stays inside its limits', {
    kind,
    size,
  })
  invariant(codec !== 'raw' || size === payload.length, 'a raw record has the size of its payload', {
    kind,
    size,
  })
  const value = Buffer.allocUnsafe(recordHeaderBytes + payload.length)
  value[0] = formatVersion
  value[1] = recordKinds[kind].number
  value[2] = codecs.indexOf(codec)
  value[3] = 0
  value.writeUIntLE(size, 4, 6)
  value.set(payload, recordHeaderBytes)
  value.writeBigUInt64LE(checksum(value, key), checksumOffset)
  return value
}

/**
 * Checks and opens a stored value; the payload is a view into it. Throws HF_RECORD_CORRUPT naming table and key when a
 * bit of header, payload or key is not what was written.
 */
export function decodeRecord(value: Buffer, key: Buffer, expectedKind: RecordKind): RecordBody {
  const problem = problemOf(value, key, expectedKind)
  if (problem !== undefined) throw corruptRecord(expectedKind, key, problem)
  const codec = codecs[value[2] ?? codecs.length]
  invariant(codec !== undefined, 'the codec was checked')
  return { codec, size: value.readUIntLE(4, 6), payload: value.subarray(recordHeaderBytes) }
}

export function corruptRecord(kind: RecordKind, key: Buffer, problem: string): HoldfastError {
  const shown = key.toString('hex').slice(0, keyDigitsShown)
  return new HoldfastError(
    'HF_RECORD_CORRUPT',
    `a record of the store is damaged: ${kind} ${shown} (${problem})`,
    {
      facts: { table: kind, key: shown, problem },
      hint: 'see the extent: holdfast fsck',
    },
  )
}

const formatVersion = 1
const checksumOffset = 10
const keyDigitsShown = 160
/** The order is the on-disk number: append only. */
const codecs: readonly RecordCodec[] = ['raw', 'deflate', 'chunks']

function problemOf(value: Buffer, key: Buffer, expectedKind: RecordKind): string | undefined {
  if (value.length < recordHeaderBytes) return 'shorter than its header'
  if (value.readBigUInt64LE(checksumOffset) !== checksum(value, key)) return 'checksum'
  return headerProblem(value, recordKinds[expectedKind].number)
}

/** Only after the checksum holds: what is wrong now was written so. */
function headerProblem(value: Buffer, kind: number): string | undefined {
  if (value[0] !== formatVersion) return 'unknown version'
  if (value[1] !== kind) return 'another kind'
  const codec = codecs[value[2] ?? codecs.length]
  if (codec === undefined || value[3] !== 0) return 'unknown codec'
  const size = value.readUIntLE(4, 6)
  if (!isSize(size)) return 'size over the limit'
  return codec === 'raw' && size !== value.length - recordHeaderBytes ? 'size' : undefined
}

/**
 * XXH64 of the payload, seeded with XXH64 of key and header: a value that ended up under another key does not verify,
 * and the payload is hashed where it lies.
 */
function checksum(value: Buffer, key: Buffer): bigint {
  const seed = xxh64(Buffer.concat([key, value.subarray(0, checksumOffset)]), 0n)
  return xxh64(value.subarray(recordHeaderBytes), seed)
}

function isSize(size: number): boolean {
  return Number.isSafeInteger(size) && size >= 0 && size <= hashedBytesMax
}
