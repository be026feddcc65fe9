import { createHash } from 'node:crypto'
import { hashListBytesMax, hashListLinesMax } from '../../domain/limits.ts'
import type { Oid } from '../../domain/oid.ts'
import { nowhere, placeOf, rulesInvalid } from '../invalidRules.ts'

/**
 * Hashes with sizes, as ClamAV (.hdb, .hsb) and LMD (md5v2.dat, sha256v2.dat) write them, as plain bytes that cross to
 * threads as they are: three tables of records, SHA-256, SHA-1 and MD5, each ascending and without repetition. A record is
 * the size (u64, big-endian; 0 with a SHA-256, which needs none) and the digest.
 */
export type SizedHashList = Buffer

/** What is held against a list; `bytes` are the whole content when `extent` says so. */
export interface AccusedContent {
  readonly oid: Oid
  readonly bytes: Buffer
  readonly extent: { readonly state: 'whole' | 'ends' }
}

/** What a list says; `skipped` counts lines that are sound and cannot be used: a short hash of any size. */
export interface SizedHashes {
  readonly list: SizedHashList
  readonly hashes: number
  readonly skipped: number
}

/**
 * Reads lines `hash:size:name`, with functionality levels behind the name or not. Any other line refuses the whole list
 * (HF_RULES_INVALID with the line). MD5 and SHA-1 of any size (`*`) are skipped, because every file would have to be
 * hashed for them (decision 13).
 */
export function parseSizedHashes(source: Buffer, name: string): SizedHashes {
  const read = readLines(source, name)
  const tables = kinds.map((kind) => packed(read.entries[kind.algorithm], kind.record))
  const header = Buffer.alloc(headerBytes)
  tables.forEach((table, i) => header.writeUInt32BE(table.length, 4 * i))
  const list = Buffer.concat([header, ...tables])
  const hashes = tables.reduce((sum, table, i) => sum + table.length / recordBytes(i), 0)
  if (hashes === 0) throw rulesInvalid(nowhere(name), 'no hash in the list that can be used', remedy)
  return { list, hashes, skipped: read.skipped }
}

/** Whether the list accuses the content. Only a content of a size in the list is hashed again. */
export function accuses(list: SizedHashList, content: AccusedContent): boolean {
  const tables = tablesOf(list)
  return kinds.some(({ algorithm, record }, i) => {
    const table = tables[i]
    if (table === undefined || table.length === 0) return false
    if (algorithm === 'sha256') return has(table, recordOf(0, Buffer.from(content.oid, 'hex')))
    // The ends of a large content are not its bytes.
    if (content.extent.state !== 'whole' || !hasSize(table, record, content.bytes.length)) return false
    const digest = createHash(algorithm).update(content.bytes).digest()
    return has(table, recordOf(content.bytes.length, digest))
  })
}

const sizeBytes = 8
const headerBytes = 12
const kinds = [
  { algorithm: 'sha256', digits: 64, record: sizeBytes + 32 },
  { algorithm: 'sha1', digits: 40, record: sizeBytes + 20 },
  { algorithm: 'md5', digits: 32, record: sizeBytes + 16 },
] as const
type Algorithm = (typeof kinds)[number]['algorithm']

const remedy = 'a line is HASH:SIZE:NAME with an MD5, SHA-1 or SHA-256 of 32, 40 or 64 hex digits'

interface ReadList {
  readonly entries: Readonly<Record<Algorithm, string[]>>
  readonly skipped: number
}

function readLines(source: Buffer, name: string): ReadList {
  if (source.length > hashListBytesMax) {
    throw rulesInvalid(nowhere(name), `larger than ${hashListBytesMax} bytes`, 'split the list')
  }
  const text = source.toString('latin1')
  const entries = { sha256: [], sha1: [], md5: [] } as Record<Algorithm, string[]>
  let skipped = 0
  let number = 0
  for (const line of text.split('\n', hashListLinesMax + 1)) {
    number += 1
    if (number > hashListLinesMax) throw refusal(name, text, number, 'too many lines')
    const entry = entryOf(line.trim())
    if (typeof entry === 'string') throw refusal(name, text, number, entry)
    if (entry === null) continue
    if (entry.size === null && entry.algorithm !== 'sha256') skipped += 1
    else entries[entry.algorithm].push(hexRecord(entry))
  }
  return { entries, skipped }
}

interface Entry {
  readonly algorithm: Algorithm
  /** null for any. */
  readonly size: number | null
  readonly digest: string
}

/** null for a line without meaning; a text says what is wrong. */
function entryOf(line: string): Entry | string | null {
  if (line === '' || line.startsWith('#')) return null
  const { digest, size, title, levels } = fieldsOf(line)
  if (!/^[0-9a-fA-F]+$/.test(digest)) return 'does not begin with a hash'
  const kind = kinds.find(({ digits }) => digits === digest.length)
  if (kind === undefined) return `${digest.length} hex digits are no MD5, SHA-1 or SHA-256`
  const why = title === '' ? 'cut off: not HASH:SIZE:NAME' : fieldComplaint(size, levels)
  if (why !== null) return why
  return { algorithm: kind.algorithm, size: size === '*' ? null : Number(size), digest: digest.toLowerCase() }
}

function fieldsOf(line: string): { digest: string; size: string; title: string; levels: readonly string[] } {
  const [digest = '', size = '', title = '', ...levels] = line.split(':')
  return { digest, size, title, levels }
}

function fieldComplaint(size: string, levels: readonly string[]): string | null {
  if (!/^(?:\*|\d{1,15})$/.test(size)) return 'the size is no number'
  const isSound = levels.length <= 2 && levels.every((level) => /^\d{0,5}$/.test(level))
  return isSound ? null : 'more fields than a line has'
}

function refusal(name: string, text: string, line: number, reason: string): Error {
  return rulesInvalid(placeOf(name, text, line), reason, remedy)
}

function hexRecord({ algorithm, size, digest }: Entry): string {
  const counted = algorithm === 'sha256' ? 0 : (size ?? 0)
  return counted.toString(16).padStart(2 * sizeBytes, '0') + digest
}

function recordOf(size: number, digest: Buffer): Buffer {
  const record = Buffer.alloc(sizeBytes + digest.length)
  record.writeBigUInt64BE(BigInt(size))
  digest.copy(record, sizeBytes)
  return record
}

function packed(records: readonly string[], bytes: number): Buffer {
  const sorted = [...new Set(records)].sort()
  const table = Buffer.alloc(sorted.length * bytes)
  sorted.forEach((record, i) => table.write(record, i * bytes, 'hex'))
  return table
}

function recordBytes(table: number): number {
  return kinds[table]?.record ?? 1
}

function tablesOf(list: SizedHashList): readonly Buffer[] {
  let start = headerBytes
  return kinds.map((_, i) => {
    const length = list.readUInt32BE(4 * i)
    start += length
    return list.subarray(start - length, start)
  })
}

function has(table: Buffer, record: Buffer): boolean {
  const at = lowerBound(table, record.length, record)
  return at < table.length && table.compare(record, 0, record.length, at, at + record.length) === 0
}

function hasSize(table: Buffer, record: number, size: number): boolean {
  const wanted = recordOf(size, Buffer.alloc(record - sizeBytes))
  const at = lowerBound(table, record, wanted)
  return at < table.length && table.readBigUInt64BE(at) === BigInt(size)
}

/** Offset of the first record that is not less than `wanted`. */
function lowerBound(table: Buffer, record: number, wanted: Buffer): number {
  let low = 0
  let high = table.length / record
  while (low < high) {
    const middle = (low + high) >>> 1
    const start = middle * record
    if (table.compare(wanted, 0, record, start, start + record) < 0) low = middle + 1
    else high = middle
  }
  return low * record
}
