import { tableIndexBytesMax } from '../../domain/limits.ts'
import { crc32c } from './crc32c.ts'
import { readVarint, unsnappy } from './snappy.ts'

/**
 * A LevelDB table: data blocks, a filter, a block that names the filter, an index that names the data blocks, a footer
 * that names the last two. Every block is followed by its compression and a checksum.
 */
export interface Handle {
  readonly offset: number
  readonly size: number
}

/** `key` is not less than any key of the block and less than all keys of the next. */
export interface IndexedBlock {
  readonly key: Buffer
  readonly handle: Handle
}

export interface Footer {
  readonly filters: Handle
  readonly index: Handle
}

const footerBytes = 48
/** Compression u8, checksum u32. */
export const trailerBytes = 5

export function readFooter(bytes: Buffer): Footer | undefined {
  if (bytes.length < footerBytes) return undefined
  const footer = bytes.subarray(bytes.length - footerBytes)
  if (!footer.subarray(handlesBytes).equals(magic)) return undefined
  const filters = readHandle(footer, 0)
  const index = filters === undefined ? undefined : readHandle(footer, filters.end)
  if (filters === undefined || index === undefined || index.end > handlesBytes) return undefined
  const isPadded = footer.subarray(index.end, handlesBytes).every((byte) => byte === 0)
  return isPadded ? { filters: filters.handle, index: index.handle } : undefined
}

export function encodeFooter({ filters, index }: Footer): Buffer {
  const handles = Buffer.concat([encodeHandle(filters), encodeHandle(index)])
  return Buffer.concat([handles, Buffer.alloc(handlesBytes - handles.length), magic])
}

/** The bytes of a block whose checksum is right. */
export function blockOf(bytes: Buffer, { offset, size }: Handle): Buffer | undefined {
  const end = offset + size
  if (end + trailerBytes > bytes.length - footerBytes) return undefined
  const stored = bytes.readUInt32LE(end + 1)
  return stored === masked(crc32c(bytes.subarray(offset, end + 1))) ? bytes.subarray(offset, end) : undefined
}

/** A block with its trailer, uncompressed. */
export function sealBlock(block: Buffer): Buffer {
  const sealed = Buffer.concat([block, Buffer.alloc(trailerBytes)])
  sealed.writeUInt32LE(masked(crc32c(sealed.subarray(0, block.length + 1))), block.length + 1)
  return sealed
}

/** What a block of handles holds, in order; undefined when it is damaged. */
export function blocksIn(bytes: Buffer, block: Handle): readonly IndexedBlock[] | undefined {
  const stored = blockOf(bytes, block)
  if (stored === undefined) return undefined
  const isPacked = bytes[block.offset + block.size] === 1
  const plain = isPacked ? unsnappy(stored, tableIndexBytesMax) : stored
  if (plain === undefined || plain.length < 4) return undefined
  const end = plain.length - 4 - 4 * plain.readUInt32LE(plain.length - 4)
  const found: IndexedBlock[] = []
  for (let at = 0; at < end; ) {
    const entry = readEntry(plain, at, found.at(-1)?.key ?? noKey)
    if (entry === undefined) return undefined
    found.push(entry.block)
    at = entry.end
  }
  return found
}

/** A block of handles in which no key leans on the one before it, as LevelDB writes its index. */
export function encodeBlocks(blocks: readonly IndexedBlock[]): Buffer {
  const entries = blocks.map(({ key, handle }) => {
    const value = encodeHandle(handle)
    return Buffer.concat([varint(0), varint(key.length), varint(value.length), key, value])
  })
  const restarts = Buffer.alloc(4 * Math.max(1, entries.length) + 4)
  let at = 0
  for (const [i, entry] of entries.entries()) {
    restarts.writeUInt32LE(at, 4 * i)
    at += entry.length
  }
  restarts.writeUInt32LE(Math.max(1, entries.length), restarts.length - 4)
  return Buffer.concat([...entries, restarts])
}

const handlesBytes = 40
const magic = Buffer.from('57fb808b247547db', 'hex')
const noKey = Buffer.alloc(0)

/** LevelDB stores a rotated sum, since a sum over bytes that hold sums is weak. */
function masked(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
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

function encodeHandle({ offset, size }: Handle): Buffer {
  return Buffer.concat([varint(offset), varint(size)])
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  let left = value
  for (; left >= 0x80; left = Math.floor(left / 0x80)) bytes.push((left % 0x80) + 0x80)
  return Buffer.from([...bytes, left])
}

/** Length shared with the key before, length of the rest, length of the value, the rest, the value. */
function readEntry(
  plain: Buffer,
  at: number,
  before: Buffer,
): { readonly block: IndexedBlock; readonly end: number } | undefined {
  const shared = readVarint(plain, at)
  const rest = shared === undefined ? undefined : readVarint(plain, shared.end)
  const value = rest === undefined ? undefined : readVarint(plain, rest.end)
  if (shared === undefined || rest === undefined || value === undefined) return undefined
  const start = value.end + rest.value
  const read = readHandle(plain, start)
  if (read?.end !== start + value.value || shared.value > before.length) return undefined
  const key = Buffer.concat([before.subarray(0, shared.value), plain.subarray(value.end, start)])
  return { block: { key, handle: read.handle }, end: read.end }
}
