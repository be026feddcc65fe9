import { readFileSync } from 'node:fs'
import { systemCode } from '../domain/errors.ts'
import { tableIndexBytesMax } from '../domain/limits.ts'
import { crc32c } from './internal/crc32c.ts'
import { readVarint, unsnappy } from './internal/snappy.ts'
import { levelFailure } from './levelFailure.ts'

/**
 * Checks every byte of one table file against LevelDB's own checksums, which LevelDB does not look at when it reads: a
 * flipped bit in the type of an entry turns a row into its deletion, and nothing but this shows it. Answers what is
 * wrong; undefined for a whole table, and for one that a compaction has removed in the meantime. Throws HF_IO.
 */
export function checkTable(file: string): string | undefined {
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return undefined
    throw levelFailure(cause, file)
  }
  return problemOf(bytes)
}

interface Handle {
  readonly offset: number
  readonly size: number
}

const footerBytes = 48
const handlesBytes = 40
const trailerBytes = 5
const magic = Buffer.from('57fb808b247547db', 'hex')

/** Blocks lie end to end from the first byte: data, filter, list of filters, index; then the footer. */
function problemOf(bytes: Buffer): string | undefined {
  const footer = readFooter(bytes)
  if (footer === undefined) return 'its end is damaged'
  const indexEntries = entriesIn(bytes, footer.index)
  const filterEntries = entriesIn(bytes, footer.filters)
  if (indexEntries === undefined || filterEntries === undefined) return 'its index is damaged'
  let next = 0
  for (const handle of [...indexEntries, ...filterEntries, footer.filters, footer.index]) {
    if (handle.offset !== next) return 'its blocks do not follow each other'
    if (blockOf(bytes, handle) === undefined) return `the block at byte ${String(handle.offset)} is damaged`
    next = handle.offset + handle.size + trailerBytes
  }
  return next === bytes.length - footerBytes ? undefined : 'its blocks do not fill it'
}

function readFooter(bytes: Buffer): { readonly filters: Handle; readonly index: Handle } | undefined {
  if (bytes.length < footerBytes) return undefined
  const footer = bytes.subarray(bytes.length - footerBytes)
  if (!footer.subarray(handlesBytes).equals(magic)) return undefined
  const filters = readHandle(footer, 0)
  const index = filters === undefined ? undefined : readHandle(footer, filters.end)
  if (filters === undefined || index === undefined || index.end > handlesBytes) return undefined
  const isPadded = footer.subarray(index.end, handlesBytes).every((byte) => byte === 0)
  return isPadded ? { filters: filters.handle, index: index.handle } : undefined
}

function readHandle(
  bytes: Buffer,
  at: number,
): { readonly handle: Handle; readonly end: number } | undefined {
  const offset = readVarint(bytes, at)
  const size = offset === undefined ? undefined : readVarint(bytes, offset.end)
  if (offset === undefined || size === undefined) return undefined
  return { handle: { offset: offset.value, size: size.value }, end: size.end }
}

/** The bytes of a block whose checksum is right. */
function blockOf(bytes: Buffer, { offset, size }: Handle): Buffer | undefined {
  const end = offset + size
  if (end + trailerBytes > bytes.length - footerBytes) return undefined
  const stored = bytes.readUInt32LE(end + 1)
  return stored === masked(crc32c(bytes.subarray(offset, end + 1))) ? bytes.subarray(offset, end) : undefined
}

/** LevelDB stores a rotated sum, since a sum over bytes that hold sums is weak. */
function masked(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}

/** The handles that an index block holds as its values. */
function entriesIn(bytes: Buffer, block: Handle): readonly Handle[] | undefined {
  const stored = blockOf(bytes, block)
  if (stored === undefined) return undefined
  const isPacked = bytes[block.offset + block.size] === 1
  const plain = isPacked ? unsnappy(stored, tableIndexBytesMax) : stored
  if (plain === undefined || plain.length < 4) return undefined
  const end = plain.length - 4 - 4 * plain.readUInt32LE(plain.length - 4)
  const handles: Handle[] = []
  for (let at = 0; at < end; ) {
    const entry = readEntry(plain, at)
    if (entry === undefined) return undefined
    handles.push(entry.handle)
    at = entry.end
  }
  return handles
}

/** Length shared with the key before, length of the rest, length of the value, the rest, the value. */
function readEntry(plain: Buffer, at: number): { readonly handle: Handle; readonly end: number } | undefined {
  const shared = readVarint(plain, at)
  const rest = shared === undefined ? undefined : readVarint(plain, shared.end)
  const value = rest === undefined ? undefined : readVarint(plain, rest.end)
  if (rest === undefined || value === undefined) return undefined
  const start = value.end + rest.value
  const read = readHandle(plain, start)
  return read?.end === start + value.value ? { handle: read.handle, end: read.end } : undefined
}
