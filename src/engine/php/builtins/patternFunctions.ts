import { phpArrayCellsMax, phpStringBytesMax } from '../../../domain/engineLimits.ts'
import { unknown } from '../value.ts'
import type { Meter, PhpArray, PhpValue, PureFunction, Unknown } from '../value.ts'
import { toPhpString } from './convert.ts'
import { arrayOf, hasCells, isArray, listOf } from './phpArray.ts'
import { compilePattern } from './regex/compilePattern.ts'
import type { Automaton } from './regex/compilePattern.ts'
import { groupText, matchesIn } from './regex/matches.ts'
import { replacementOf } from './regex/replacement.ts'
import { replacementPairs } from './replacementPairs.ts'
import { callbackBytes, hasRoom } from './room.ts'
import { anything, array, integer, nullable, optional, pure, text } from './signature.ts'

/** Regular expressions, as far as they are matched in linear time by our own machine; unknown for all others. */
export const patternFunctions: Readonly<Record<string, PureFunction>> = {
  preg_quote: pure([text, nullable(text)], ([subject, delimiter], meter) => {
    if (!hasRoom(subject.length * 4, meter)) return unknown
    meter.touch(subject.length * callbackBytes)
    const quoted = subject.replace(/[.\\+*?[^\]$(){}=!<>|:\-#/\0]/g, (sign) =>
      quotedSign(sign, delimiter ?? ''),
    )
    return quoted
  }),
  preg_match: pure([text, text], ([pattern, subject], meter) =>
    countOf(pattern, subject, { most: 1, meter }),
  ),
  preg_match_all: pure([text, text], ([pattern, subject], meter) =>
    countOf(pattern, subject, { most: phpArrayCellsMax, meter }),
  ),
  preg_replace: pure([anything, anything, anything, optional(integer, -1)], (values, meter) => {
    const [patterns, by, subject, limit] = values
    const steps = stepsOf(patterns, by)
    if (steps === undefined) return unknown
    return isArray(subject)
      ? replaceEach(subject, { steps, limit, meter })
      : replaceAll(toPhpString(subject), { steps, limit, meter })
  }),
  preg_split: pure([text, text, nullable(integer), optional(integer, 0)], (values, meter) => {
    const [pattern, subject, limit, flags] = values
    const automaton = compilePattern(pattern)
    if (automaton === undefined || flags < 0 || flags > 1) return unknown
    return split(subject, automaton, { most: limit ?? -1, dropsEmpty: flags === 1, meter })
  }),
  preg_grep: pure([text, array], ([pattern, subject], meter) => {
    const automaton = compilePattern(pattern)
    if (automaton === undefined || !hasCells(subject.entries.size, meter)) return unknown
    const holds = (value: PhpValue) => matchesIn(automaton, toPhpString(value), { most: 1, meter }).length > 0
    return arrayOf([...subject.entries].filter(([, value]) => holds(value)))
  }),
}

/** `#` is quoted since PHP 7.3, `/` only as the delimiter. */
function quotedSign(sign: string, delimiter: string): string {
  if (sign === '\0') return '\\000'
  return sign === '/' && delimiter.charAt(0) !== '/' ? sign : `\\${sign}`
}

interface Limit {
  readonly most: number
  readonly meter: Meter
}

function countOf(pattern: string, subject: string, limit: Limit): PhpValue | Unknown {
  const automaton = compilePattern(pattern)
  if (automaton === undefined) return unknown
  const { length } = matchesIn(automaton, subject, limit)
  return length === phpArrayCellsMax ? unknown : length
}

interface Step {
  readonly automaton: Automaton
  readonly by: string
}

interface Replacing {
  readonly steps: readonly Step[]
  readonly limit: number
  readonly meter: Meter
}

/** Patterns that programs give at once. */
const patternsMax = 200

function stepsOf(patterns: PhpValue, by: PhpValue): Step[] | undefined {
  const pairs = replacementPairs(patterns, by)
  if (pairs === unknown || pairs.length > patternsMax) return undefined
  const steps = pairs.map(([pattern, text]) => ({ automaton: compilePattern(pattern), by: text }))
  const known = steps.filter((step): step is Step => step.automaton !== undefined)
  return known.length === steps.length ? known : undefined
}

function replaceEach(subject: PhpArray, replacing: Replacing): PhpValue | Unknown {
  const pairs: (readonly [string | number, PhpValue])[] = []
  for (const [key, value] of subject.entries) {
    const replaced = replaceAll(toPhpString(value), replacing)
    if (replaced === unknown) return unknown
    pairs.push([key, replaced])
  }
  return arrayOf(pairs)
}

function replaceAll(subject: string, { steps, limit, meter }: Replacing): string | Unknown {
  let current: string | Unknown = subject
  for (const step of steps) {
    current = replaceWith(current, step, { most: limit < 0 ? phpArrayCellsMax : limit, meter })
    if (current === unknown) return unknown
  }
  return current
}

function replaceWith(subject: string, { automaton, by }: Step, limit: Limit): string | Unknown {
  const matches = limit.most === 0 ? [] : matchesIn(automaton, subject, limit)
  if (matches.length === phpArrayCellsMax) return unknown
  const out: string[] = []
  let bytes = 0
  let from = 0
  for (const places of matches) {
    const [start = from, end = from] = places
    const piece = replacementOf(by, (group) => groupText(subject, places, group) ?? '')
    limit.meter.touch(piece.length + by.length * callbackBytes)
    out.push(subject.slice(from, start), piece)
    bytes += start - from + piece.length
    if (bytes > phpStringBytesMax) return unknown
    from = end
  }
  out.push(subject.slice(from))
  return out.join('')
}

interface Splitting extends Limit {
  readonly dropsEmpty: boolean
}

/** Every match cuts, empty ones too; the last piece is whatever is left. */
function split(subject: string, automaton: Automaton, splitting: Splitting): PhpValue | Unknown {
  const { meter } = splitting
  const most = splitting.most <= 0 ? phpArrayCellsMax : splitting.most
  const isKept = (piece: string) => piece !== '' || !splitting.dropsEmpty
  const parts: string[] = []
  let from = 0
  for (const [start = 0, end = 0] of matchesIn(automaton, subject, { most: phpArrayCellsMax, meter })) {
    if (parts.length >= most - 1) break
    const piece = subject.slice(from, start)
    if (isKept(piece)) parts.push(piece)
    from = end
  }
  const last = subject.slice(from)
  if (isKept(last)) parts.push(last)
  return hasCells(parts.length, meter) ? listOf(parts) : unknown
}
