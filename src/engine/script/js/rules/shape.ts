import type { Span } from '../../../span.ts'
import { isForeign } from '../hosts.ts'
import { textOf } from '../run/value.ts'
import type { Fact } from '../run/fact.ts'

/** What packers leave in a text: names of hexadecimal digits, letters as numbers. */
export function looksObfuscated(text: string): boolean {
  const sample =
    text.length > 2 * sampledChars ? text.slice(0, sampledChars) + text.slice(-sampledChars) : text
  return (
    count(sample, /\b_0x[0-9a-f]{2,8}\b/gi) >= packedNamesMin ||
    count(sample, /(?:\\x[0-9a-f]{2}){4}/gi) >= escapedMin
  )
}

const sampledChars = 65_536
const packedNamesMin = 12
const escapedMin = 24

function count(text: string, pattern: RegExp): number {
  let found = 0
  const matches = text.matchAll(pattern)
  while (found < countedMax && matches.next().done !== true) found += 1
  return found
}

const countedMax = 64

/** The first packed name or escape: where it can be seen. */
export function obfuscatedSpan(text: string): Span {
  const at = text.search(/\b_0x[0-9a-f]{2,8}\b|(?:\\x[0-9a-f]{2}){4}/i)
  const start = Math.max(0, at)
  return { start, end: Math.min(text.length, start + shownBytes) }
}

const shownBytes = 200

/** A short piece at one end of a much longer file, which loads a script of another machine. */
export function isForeignEnd(fact: Fact, range: Span, text: string): boolean {
  if (fact.kind !== 'script' || !isForeign(textOf(fact.target) ?? '')) return false
  const length = range.end - range.start
  if (length > endBytesMax || length * endShare > text.length) return false
  return isBlank(text.slice(0, range.start)) || isBlank(text.slice(range.end))
}

const endBytesMax = 3000
const endShare = 4

function isBlank(text: string): boolean {
  return text.length < blankBytesMax && /^[\s;]*$/.test(text)
}

const blankBytesMax = 200
