import type { CharacterSet } from '../characterSet.ts'
import { readEscapedByte } from './readEscape.ts'
import { escapedSets, posixSets, rangeSet, union } from './sets.ts'

interface ReadSet {
  /** Before it is negated, so that letters get their other case first. */
  readonly set: CharacterSet
  readonly isNegated: boolean
  readonly end: number
}

interface Member {
  readonly set: CharacterSet
  /** The byte, when it is one and may begin or end a range. */
  readonly code: number | undefined
  readonly end: number
}

/** A class from behind its `[` to behind its `]`; undefined when it does not end or holds what we do not do. */
export function readClass(text: string, from: number): ReadSet | undefined {
  const isNegated = text.charAt(from) === '^'
  const first = from + (isNegated ? 1 : 0)
  const sets: CharacterSet[] = []
  let at = first
  while (at < text.length) {
    if (text.charAt(at) === ']' && at > first) return { set: union(...sets), isNegated, end: at + 1 }
    const member = readMember(text, at)
    const whole = member === undefined ? undefined : withRange(text, member)
    if (whole === undefined) return undefined
    sets.push(whole.set)
    at = whole.end
  }
  return undefined
}

function readMember(text: string, at: number): Member | undefined {
  if (text.startsWith('[:', at)) return readPosix(text, at)
  if (text.startsWith('[.', at) || text.startsWith('[=', at)) return undefined
  if (text.charAt(at) !== '\\') return single(text.charCodeAt(at), at + 1)
  const letter = text.charAt(at + 1)
  const set = escapedSets.get(letter)
  if (set !== undefined) return { set, code: undefined, end: at + 2 }
  if (letter === 'b') return single(8, at + 2)
  const byte = readEscapedByte(text, at + 1)
  return byte === undefined ? undefined : single(byte.code, byte.end)
}

function single(code: number, end: number): Member {
  return { set: rangeSet(code, code), code, end }
}

/** A class by name; without its end it is two plain characters. */
function readPosix(text: string, at: number): Member | undefined {
  const end = text.indexOf(':]', at)
  if (end === -1) return single(text.charCodeAt(at), at + 1)
  const set = posixSets.get(text.slice(at + 2, end))
  return set === undefined ? undefined : { set, code: undefined, end: end + 2 }
}

/** `a-z` when both ends are bytes; a hyphen at the end of the class is one. */
function withRange(text: string, first: Member): Member | undefined {
  if (text.charAt(first.end) !== '-' || text.charAt(first.end + 1) === ']') return first
  const last = readMember(text, first.end + 1)
  if (last === undefined || first.code === undefined || last.code === undefined) return undefined
  if (last.code < first.code) return undefined
  return { set: rangeSet(first.code, last.code), code: undefined, end: last.end }
}
