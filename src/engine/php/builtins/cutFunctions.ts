import { unknown } from '../value.ts'
import type { Meter, PhpValue, PureFunction, Unknown } from '../value.ts'
import { toPhpString } from './convert.ts'
import { hasCells, listOf, paidList } from './phpArray.ts'
import { hasRoom, joined } from './room.ts'
import { array, integer, nullable, optional, pure, text } from './signature.ts'

/** Parts of strings, strings into arrays and back. */
export const cutFunctions: Readonly<Record<string, PureFunction>> = {
  substr: pure([text, integer, nullable(integer)], ([subject, from, length]) => slice(subject, from, length)),
  str_split: pure([text, optional(integer, 1)], ([subject, size], meter) => {
    // An empty text is one empty piece before PHP 8.2 and none since.
    if (size < 1 || subject === '') return unknown
    return pieces(subject, size, meter)
  }),
  chunk_split: pure([text, optional(integer, 76), optional(text, '\r\n')], ([subject, size, end], meter) => {
    const count = Math.max(1, Math.ceil(subject.length / size))
    if (size < 1 || !hasCells(count, meter)) return unknown
    if (!hasRoom(subject.length + count * end.length, meter)) return unknown
    const parts = subject === '' ? [''] : cut(subject, size)
    return parts.map((piece) => piece + end).join('')
  }),
  explode: pure([text, text, nullable(integer)], ([separator, subject, limit], meter) =>
    explode(separator, subject, limit, meter),
  ),
  implode,
  join: implode,
  substr_replace: pure([text, text, integer, nullable(integer)], ([subject, by, from, length], meter) => {
    if (!hasRoom(subject.length + by.length, meter)) return unknown
    const { start, end } = range(subject.length, from, length ?? subject.length)
    return subject.slice(0, start) + by + subject.slice(Math.max(start, end))
  }),
  strrev: pure([text], ([subject], meter) => {
    if (!hasRoom(subject.length, meter)) return unknown
    return Buffer.from(subject, 'latin1').reverse().toString('latin1')
  }),
}

/** `substr`: PHP 8 gives an empty text for a start beyond the end, where PHP 7 has a false that reads the same. */
export function slice(subject: string, from: number, length: number | null): string {
  const { start, end } = range(subject.length, from, length ?? subject.length)
  return end > start ? subject.slice(start, end) : ''
}

/** Start and length as PHP counts them, from the end when negative; `end` may lie before `start`. */
export function range(
  size: number,
  from: number,
  length: number,
): { readonly start: number; readonly end: number } {
  const start = from < 0 ? Math.max(0, size + from) : Math.min(from, size)
  const end = length < 0 ? size + length : Math.min(size, start + length)
  return { start, end }
}

function pieces(subject: string, size: number, meter: Meter): PhpValue | Unknown {
  return hasCells(Math.ceil(subject.length / size), meter) ? listOf(cut(subject, size)) : unknown
}

function cut(subject: string, size: number): string[] {
  const parts: string[] = []
  for (let at = 0; at < subject.length; at += size) parts.push(subject.slice(at, at + size))
  return parts
}

function explode(separator: string, subject: string, limit: number | null, meter: Meter): PhpValue | Unknown {
  if (separator === '') return unknown
  let count = 1
  for (let at = subject.indexOf(separator); at !== -1; at = subject.indexOf(separator, at + separator.length))
    count += 1
  if (!hasCells(count, meter)) return unknown
  const parts = subject.split(separator)
  if (limit === null || limit >= parts.length) return paidList(parts, meter)
  if (limit < 0) return paidList(parts.slice(0, limit), meter)
  const whole = Math.max(1, limit) - 1
  return paidList([...parts.slice(0, whole), parts.slice(whole).join(separator)], meter)
}

/** The glue may come first, last (before PHP 8) or not at all. */
function implode(args: readonly PhpValue[], meter: Meter): PhpValue | Unknown {
  const [first = null, second = null] = args
  if (args.length === 1) return implodeParts([first, ''], meter)
  return typeof first === 'object' && first !== null
    ? implodeParts([first, second], meter)
    : implodeParts([second, first, ...args.slice(2)], meter)
}

const implodeParts = pure([array, text], ([parts, glue], meter) =>
  joined(Array.from(parts.entries.values(), toPhpString), glue, meter),
)
