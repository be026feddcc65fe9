import { hashListBytesMax, hashListLinesMax } from '../../domain/limits.ts'
import { oidBytesLength, oidToBytes } from '../../domain/oid.ts'
import type { Oid } from '../../domain/oid.ts'
import { nowhere, placeOf, rulesInvalid } from '../invalidRules.ts'

/** Hashes of 32 bytes each, ascending, without repetition: plain bytes that cross to threads as they are. */
export type HashList = Buffer

/**
 * Reads one SHA-256 per line; empty lines, `#` comments and what sha256sum writes (`<hash>  <name>`) are fine. Any other
 * line refuses the whole list (HF_RULES_INVALID with the line): half a list, or a web page with an error, is no list.
 */
export function parseHashList(source: Buffer, name: string): HashList {
  refuseWhatIsNoList(source, name)
  const text = source.toString('latin1')
  const hashes: string[] = []
  let lineNumber = 0
  for (const line of linesOf(text)) {
    lineNumber += 1
    if (lineNumber > hashListLinesMax) throw refusal(name, text, lineNumber, 'too many lines')
    const hash = hashOfLine(line)
    if (hash === undefined) throw refusal(name, text, lineNumber, complaintOf(line))
    if (hash !== '') hashes.push(hash)
  }
  if (hashes.length === 0) throw rulesInvalid(nowhere(name), 'no hash in the list', remedy)
  return packHashes(hashes)
}

/** How many different hashes a list has. HF_RULES_INVALID. */
export function hashListHashes(source: Buffer, name: string): number {
  return parseHashList(source, name).length / oidBytesLength
}

/** Binary search; the list may be any length. */
export function hasHash(list: HashList, oid: Oid): boolean {
  const wanted = oidToBytes(oid)
  let low = 0
  let high = list.length / oidBytesLength - 1
  while (low <= high) {
    const middle = (low + high) >>> 1
    const start = middle * oidBytesLength
    const order = list.compare(wanted, 0, oidBytesLength, start, start + oidBytesLength)
    if (order === 0) return true
    if (order < 0) low = middle + 1
    else high = middle - 1
  }
  return false
}

const remedy = 'a list has one SHA-256 (64 hex digits) per line, optionally followed by a name'

function refuseWhatIsNoList(source: Buffer, name: string): void {
  if (source.length > hashListBytesMax) {
    throw rulesInvalid(nowhere(name), `larger than ${hashListBytesMax} bytes`, 'split the list')
  }
  if (source.includes(0)) throw rulesInvalid(nowhere(name), 'binary, not a text of hashes', remedy)
  if (/^\s*</.test(source.toString('latin1', 0, 64)))
    throw rulesInvalid(nowhere(name), 'a web page, not a list', remedy)
}

function* linesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start)
    yield text.slice(start, end === -1 ? text.length : end)
    start = end === -1 ? text.length : end + 1
  }
}

const hashLine = /^([0-9a-fA-F]{64})(?:\s.*)?$/

/** '' for a line without meaning, undefined for one that is neither. */
function hashOfLine(line: string): string | undefined {
  const trimmed = line.trim()
  if (trimmed === '' || trimmed.startsWith('#')) return ''
  return hashLine.exec(trimmed)?.[1]?.toLowerCase()
}

function complaintOf(line: string): string {
  const digits = /^\s*([0-9a-fA-F]+)(?:\s|$)/.exec(line)?.[1]?.length
  return digits === undefined ? 'not a SHA-256' : `${digits} hex digits, a SHA-256 has 64`
}

function refusal(name: string, text: string, line: number, reason: string): Error {
  return rulesInvalid(placeOf(name, text, line), reason, remedy)
}

function packHashes(hashes: readonly string[]): HashList {
  return Buffer.from([...new Set(hashes)].sort().join(''), 'hex')
}
