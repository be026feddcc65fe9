import { unknown } from '../value.ts'
import type { Meter, PhpValue, Unknown } from '../value.ts'
import { integerOrFloat, toPhpNumber } from './convert.ts'
import { numericText } from './numericText.ts'
import { hasCells, listOf } from './phpArray.ts'

interface Ends {
  readonly from: PhpValue
  readonly to: PhpValue
  readonly step: PhpValue
}

/** `range`: letters when both ends are texts that are no numbers, else numbers. Unknown for what PHP 8.3 changed. */
export function rangeOf({ from, to, step }: Ends, meter: Meter): PhpValue | Unknown {
  const distance = toPhpNumber(step)
  if (distance === unknown || !(Math.abs(distance) > 0)) return unknown
  if (isWord(from) && isWord(to)) return letters(from, to, { distance: Math.abs(distance), meter })
  if (isWord(from) || isWord(to)) return unknown
  const first = toPhpNumber(from)
  const last = toPhpNumber(to)
  if (first === unknown || last === unknown) return unknown
  return numbers(first, last, { distance: Math.abs(distance), meter })
}

interface Walk {
  readonly distance: number
  readonly meter: Meter
}

function isWord(value: PhpValue): value is string {
  return typeof value === 'string' && value !== '' && numericText(value) === undefined
}

function letters(from: string, to: string, walk: Walk): PhpValue | Unknown {
  const codes = places(from.charCodeAt(0), to.charCodeAt(0), walk)
  return codes === unknown ? unknown : listOf(codes.map((code) => String.fromCharCode(code)))
}

function numbers(first: number, last: number, walk: Walk): PhpValue | Unknown {
  const values = places(first, last, walk)
  if (values === unknown) return unknown
  return values.every((value) => integerOrFloat(value) !== unknown) ? listOf(values) : unknown
}

function places(first: number, last: number, { distance, meter }: Walk): number[] | Unknown {
  const count = Math.floor(Math.abs(last - first) / distance) + 1
  // A step that is longer than the way is refused before PHP 8.3.
  if ((first !== last && distance > Math.abs(last - first)) || !hasCells(count, meter)) return unknown
  const direction = last < first ? -distance : distance
  return Array.from({ length: count }, (_, at) => first + at * direction)
}
