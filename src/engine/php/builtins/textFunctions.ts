import { unknown } from '../value.ts'
import type { Meter, PhpValue, PureFunction, Unknown } from '../value.ts'
import { toLower, toUpper } from './asciiCase.ts'
import { characterSet, leading } from './characterSet.ts'
import { arrayOf, hasCells, listOf } from './phpArray.ts'
import { callbackBytes, hasRoom } from './room.ts'
import { array, integer, optional, pure, text } from './signature.ts'
import { sprintf } from './sprintf.ts'

const blanks = ' \n\r\t\v\0'

/** The shape of strings: case, blanks, padding, escapes, formats. */
export const textFunctions: Readonly<Record<string, PureFunction>> = {
  strlen: pure([text], ([subject]) => subject.length),
  strtolower: pure([text], ([subject]) => toLower(subject)),
  strtoupper: pure([text], ([subject]) => toUpper(subject)),
  ucfirst: pure([text], ([subject]) => toUpper(subject.slice(0, 1)) + subject.slice(1)),
  lcfirst: pure([text], ([subject]) => toLower(subject.slice(0, 1)) + subject.slice(1)),
  ucwords: pure([text, optional(text, ' \t\r\n\f\v')], ([subject, between]) => capitalised(subject, between)),
  trim: pure([text, optional(text, blanks)], ([subject, set]) => trimmed(subject, set, 'both')),
  ltrim: pure([text, optional(text, blanks)], ([subject, set]) => trimmed(subject, set, 'left')),
  rtrim: pure([text, optional(text, blanks)], ([subject, set]) => trimmed(subject, set, 'right')),
  chop: pure([text, optional(text, blanks)], ([subject, set]) => trimmed(subject, set, 'right')),
  str_repeat: pure([text, integer], ([subject, times], meter) => {
    if (times < 0 || !hasRoom(subject.length * times, meter)) return unknown
    return subject.repeat(times)
  }),
  str_pad: pure([text, integer, optional(text, ' '), optional(integer, 1)], pad),
  addslashes: pure([text], ([subject], meter) => {
    if (!hasRoom(subject.length * 2, meter)) return unknown
    meter.touch(subject.length * callbackBytes)
    return subject.replace(/['"\\\0]/g, (character) => (character === '\0' ? '\\0' : `\\${character}`))
  }),
  stripslashes: pure([text], ([subject], meter) => {
    meter.touch(subject.length * callbackBytes)
    return subject.replace(/\\([\s\S]?)/g, (_, next: string) => (next === '0' ? '\0' : next))
  }),
  stripcslashes: pure([text], ([subject], meter) => {
    meter.touch(subject.length * callbackBytes)
    return subject.replace(/\\(x[0-9A-Fa-f]{1,2}|[0-7]{1,3}|[\s\S])/g, (_, escape: string) =>
      unescaped(escape),
    )
  }),
  quotemeta: pure([text], ([subject], meter) => {
    if (!hasRoom(subject.length * 2, meter)) return unknown
    return subject === '' ? unknown : subject.replace(/[.\\+*?[^\]$()]/g, '\\$&')
  }),
  nl2br: pure([text], ([subject], meter) => {
    if (!hasRoom(subject.length * 7, meter)) return unknown
    return subject.replace(/\r\n|\n\r|\n|\r/g, '<br />$&')
  }),
  sprintf,
  vsprintf: pure([text, array], ([format, values], meter) =>
    sprintf([format, ...values.entries.values()], meter),
  ),
  count_chars: pure([text, optional(integer, 0)], countCharacters),
  str_word_count: pure([text, optional(integer, 0)], ([subject, format], meter) => {
    meter.touch(subject.length * callbackBytes)
    const words = wordsOf(subject)
    if (format === 0) return words.length
    return format === 1 && hasCells(words.length, meter) ? listOf(words) : unknown
  }),
  ord: pure([text], ([subject]) => (subject === '' ? 0 : subject.charCodeAt(0))),
  chr: pure([integer], ([code]) => String.fromCharCode(((code % 256) + 256) % 256)),
}

function capitalised(subject: string, between: string): string {
  const separators = characterSet(between)
  const bytes = Buffer.from(subject, 'latin1')
  // PHP looks at the byte before as it already left it.
  let starts = true
  for (let at = 0; at < bytes.length; at += 1) {
    const code = bytes[at] ?? 0
    if (starts && code >= 97 && code <= 122) bytes[at] = code - 32
    starts = separators[bytes[at] ?? 0] === 1
  }
  return bytes.toString('latin1')
}

function trimmed(subject: string, set: string, sides: 'left' | 'right' | 'both'): string {
  const characters = characterSet(set)
  const start = sides === 'right' ? 0 : leading(subject, characters, 'inside')
  let end = subject.length
  if (sides !== 'left') while (end > start && characters[subject.charCodeAt(end - 1)] === 1) end -= 1
  return subject.slice(start, end)
}

function pad(
  [subject, length, fill, side]: readonly [string, number, string, number],
  meter: Meter,
): PhpValue | Unknown {
  if (length <= subject.length) return subject
  if (fill === '' || side < 0 || side > 2 || !hasRoom(length, meter)) return unknown
  const missing = length - subject.length
  const before = side === 0 ? missing : side === 2 ? Math.floor(missing / 2) : 0
  return filling(fill, before) + subject + filling(fill, missing - before)
}

function filling(fill: string, length: number): string {
  return fill.repeat(Math.ceil(length / fill.length)).slice(0, length)
}

const namedEscapes = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['a', '\x07'],
  ['v', '\v'],
  ['b', '\b'],
  ['f', '\f'],
])

function unescaped(escape: string): string {
  const named = namedEscapes.get(escape)
  if (named !== undefined) return named
  if (escape.startsWith('x') && escape.length > 1) return byte(Number.parseInt(escape.slice(1), 16))
  return /^[0-7]/.test(escape) ? byte(Number.parseInt(escape, 8)) : escape
}

function byte(code: number): string {
  return String.fromCharCode(code & 255)
}

function countCharacters([subject, mode]: readonly [string, number], meter: Meter): PhpValue | Unknown {
  if (mode < 0 || mode > 4) return unknown
  meter.touch(256 * 16)
  const counts = new Array<number>(256).fill(0)
  for (let at = 0; at < subject.length; at += 1) {
    const code = subject.charCodeAt(at)
    counts[code] = (counts[code] ?? 0) + 1
  }
  const wanted = [...counts.entries()].filter(([, count]) => isWanted(count, mode))
  return mode < 3 ? arrayOf(wanted) : wanted.map(([code]) => byte(code)).join('')
}

function isWanted(count: number, mode: number): boolean {
  if (mode === 0) return true
  return mode === 1 || mode === 3 ? count > 0 : count === 0
}

/** Letters with `'` and `-` between; PHP drops one of the two in front of all, and one hyphen at the end. */
function wordsOf(subject: string): string[] {
  let start = 0
  let end = subject.length
  if (start < end && "'-".includes(subject.charAt(start))) start += 1
  if (end > start && subject.charAt(end - 1) === '-') end -= 1
  return subject.slice(start, end).match(/[A-Za-z'-]+/g) ?? []
}
