import { ancestorLinesMax } from './limits.ts'

/** One run of bytes that was put into an otherwise unchanged ancestor. */
export interface Insertion {
  readonly bytes: number
  /** 1-based line of the ancestor before which, or inside which, it was put. */
  readonly line: number
}

/**
 * The insertion that makes `content` out of `ancestor`, or null when more than that changed. Of several places that
 * give the same bytes it is the first at the start of a line, else the first.
 */
export function insertionInto(ancestor: Buffer, content: Buffer): Insertion | null {
  const bytes = content.length - ancestor.length
  if (bytes <= 0) return null
  const start = ancestor.length - commonSuffix(ancestor, content)
  if (!content.subarray(0, start).equals(ancestor.subarray(0, start))) return null
  return { bytes, line: lineAt(ancestor, lineStartFrom(start, content, bytes)) }
}

/**
 * How many of the telling lines of `ancestor` (as a multiset of byte strings) are still in `content`, from 0 to 1; null
 * when it has none. Blank lines, brackets and PHP tags tell nothing: every PHP file has them. A line end of CR LF or LF
 * is the same line. Of a longer ancestor the first ancestorLinesMax telling lines are looked for.
 */
export function keptShare(ancestor: Buffer, content: Buffer): number | null {
  const wanted = new Map<string, number>()
  let total = 0
  for (const line of linesOf(ancestor)) {
    if (total === ancestorLinesMax) break
    if (!isTelling(line)) continue
    wanted.set(line, (wanted.get(line) ?? 0) + 1)
    total += 1
  }
  if (total === 0) return null
  let kept = 0
  for (const line of linesOf(content)) {
    const left = wanted.get(line) ?? 0
    if (left === 0) continue
    wanted.set(line, left - 1)
    kept += 1
  }
  return kept / total
}

function commonSuffix(a: Buffer, b: Buffer): number {
  const max = Math.min(a.length, b.length)
  let length = 0
  while (length < max && a[a.length - 1 - length] === b[b.length - 1 - length]) length += 1
  return length
}

/** An insertion can be read one byte further on as long as the byte before it equals its last one. */
function lineStartFrom(start: number, content: Buffer, bytes: number): number {
  let at = start
  while (at !== 0 && content[at - 1] !== 10) {
    if (content[at] !== content[at + bytes]) return start
    at += 1
  }
  return at
}

function lineAt(bytes: Buffer, offset: number): number {
  let line = 1
  for (let at = bytes.indexOf(10); at !== -1 && at < offset; at = bytes.indexOf(10, at + 1)) line += 1
  return line
}

/** Lines as latin1 without their ends; never all at once, because content may be megabytes of line feeds. */
function* linesOf(bytes: Buffer): Generator<string> {
  for (let start = 0; start < bytes.length; ) {
    const feed = bytes.indexOf(10, start)
    const end = feed === -1 ? bytes.length : feed
    const withoutReturn = end > start && bytes[end - 1] === 13 ? end - 1 : end
    yield bytes.toString('latin1', start, withoutReturn)
    start = end + 1
  }
}

const phpTags = /<\?(?:php|=)?|\?>/gi
const telling = /[0-9A-Za-z\x80-\xff]/

function isTelling(line: string): boolean {
  return telling.test(line.replace(phpTags, ''))
}
