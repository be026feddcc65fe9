import { phpPatternNestingMax } from '../../../../domain/engineLimits.ts'
import { caseless, escapedSets, everything, negated, notNewline, rangeSet } from './sets.ts'
import { readClass } from './readClass.ts'
import { readEscapedByte } from './readEscape.ts'
import { isNullable } from './tree.ts'
import type { Assertion, Flags, Pattern, Repeat } from './tree.ts'

export interface ParsedPattern {
  readonly root: Pattern
  /** Groups that are numbered. */
  readonly groups: number
}

interface Reader {
  readonly text: string
  readonly flags: Flags
  at: number
  groups: number
}

/** Undefined for what cannot be matched in linear time (back references, look-around) and for what we do not do. */
export function parsePattern(text: string, flags: Flags): ParsedPattern | undefined {
  const reader: Reader = { text, flags, at: 0, groups: 0 }
  const root = readChoice(reader, 0)
  return root === undefined || reader.at < text.length ? undefined : { root, groups: reader.groups }
}

function readChoice(reader: Reader, depth: number): Pattern | undefined {
  if (depth > phpPatternNestingMax) return undefined
  const options: Pattern[] = []
  for (;;) {
    const option = readSequence(reader, depth)
    if (option === undefined) return undefined
    options.push(option)
    if (reader.text.charAt(reader.at) !== '|') break
    reader.at += 1
  }
  const [only] = options
  return options.length === 1 ? only : { kind: 'choice', options }
}

function readSequence(reader: Reader, depth: number): Pattern | undefined {
  const parts: Pattern[] = []
  while (reader.at < reader.text.length && !'|)'.includes(reader.text.charAt(reader.at))) {
    const item = readItem(reader, depth)
    const part = item === undefined ? undefined : readQuantifier(reader, item)
    if (part === undefined) return undefined
    parts.push(part)
  }
  return { kind: 'sequence', parts }
}

function readItem(reader: Reader, depth: number): Pattern | undefined {
  const character = reader.text.charAt(reader.at)
  reader.at += 1
  switch (character) {
    case '(':
      return readGroup(reader, depth)
    case '[':
      return readSet(reader)
    case '.':
      return { kind: 'set', set: reader.flags.dotIsAll ? everything : notNewline }
    case '^':
      return assertion(reader.flags.lines ? 'line-start' : 'text-start')
    case '$':
      return assertion(dollarOf(reader.flags))
    case '\\':
      return readEscape(reader)
    default:
      return '*+?'.includes(character) ? undefined : byteSet(reader, character.charCodeAt(0))
  }
}

function dollarOf(flags: Flags): Assertion {
  if (flags.lines) return 'line-end'
  return flags.dollarIsEnd ? 'text-end' : 'last-line-end'
}

function assertion(kind: Assertion): Pattern {
  return { kind: 'assertion', assertion: kind }
}

function byteSet(reader: Reader, code: number): Pattern {
  const set = rangeSet(code, code)
  return { kind: 'set', set: reader.flags.caseless ? caseless(set) : set }
}

/** `(...)` and `(?:...)`; everything else that begins with `(?` or `(*` is not done. */
function readGroup(reader: Reader, depth: number): Pattern | undefined {
  const isPlain = reader.text.startsWith('?:', reader.at)
  if (!isPlain && '?*'.includes(reader.text.charAt(reader.at) || '?')) return undefined
  if (isPlain) reader.at += 2
  else reader.groups += 1
  const index = reader.groups
  const body = readChoice(reader, depth + 1)
  if (body === undefined || reader.text.charAt(reader.at) !== ')') return undefined
  reader.at += 1
  return isPlain ? body : { kind: 'group', index, body }
}

function readSet(reader: Reader): Pattern | undefined {
  const read = readClass(reader.text, reader.at)
  if (read === undefined) return undefined
  reader.at = read.end
  const set = reader.flags.caseless ? caseless(read.set) : read.set
  return { kind: 'set', set: read.isNegated ? negated(set) : set }
}

const edges: ReadonlyMap<string, Assertion> = new Map<string, Assertion>([
  ['A', 'text-start'],
  ['z', 'text-end'],
  ['Z', 'last-line-end'],
  ['b', 'word-edge'],
  ['B', 'no-word-edge'],
])

function readEscape(reader: Reader): Pattern | undefined {
  const letter = reader.text.charAt(reader.at)
  const edge = edges.get(letter)
  const set = escapedSets.get(letter)
  if (edge !== undefined || set !== undefined) reader.at += 1
  if (edge !== undefined) return assertion(edge)
  if (set !== undefined) return { kind: 'set', set }
  const byte = readEscapedByte(reader.text, reader.at)
  if (byte === undefined) return undefined
  reader.at = byte.end
  return byteSet(reader, byte.code)
}

const quantifierPattern = /(?:[*+?]|\{(\d{1,4})(?:(,)(\d{0,4}))?\})([?+]?)/y

function readQuantifier(reader: Reader, item: Pattern): Pattern | undefined {
  const quantifier = quantifierAt(reader)
  if (quantifier === undefined) return item
  const { least, most, after } = quantifier
  // A possessive quantifier, a second one, and turns that may be empty are not matched step by step.
  if (after === '+' || quantifierAt(reader) !== undefined || most < least) return undefined
  if (most > 1 && isNullable(item)) return undefined
  const isLazy = (after === '?') !== reader.flags.lazy
  return { kind: 'repeat', body: item, least, most, prefers: isLazy ? 'fewer' : 'more' }
}

type Quantifier = Pick<Repeat, 'least' | 'most'> & { readonly after: string }

function quantifierAt(reader: Reader): Quantifier | undefined {
  quantifierPattern.lastIndex = reader.at
  const match = quantifierPattern.exec(reader.text)
  if (match === null) return undefined
  const [all, least, comma = '', most = '', after = ''] = match
  reader.at += all.length
  const bounds = least === undefined ? boundsOf(all.charAt(0)) : boundsBetween(Number(least), comma, most)
  return { ...bounds, after }
}

function boundsOf(sign: string): Pick<Repeat, 'least' | 'most'> {
  return { least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : Infinity }
}

function boundsBetween(least: number, comma: string, most: string): Pick<Repeat, 'least' | 'most'> {
  if (comma === '') return { least, most: least }
  return { least, most: most === '' ? Infinity : Number(most) }
}
