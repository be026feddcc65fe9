import { phpArrayCellsMax } from '../../../domain/engineLimits.ts'
import { unknown } from '../value.ts'
import type { ArrayKey, Meter, PhpArray, PhpValue, Unknown } from '../value.ts'

/** What one element that is made is charged: filling a slot of a map takes what copying so many bytes does. */
const cellBytes = 64

/** A new array with these values under 0, 1, 2, ... */
export function listOf(values: Iterable<PhpValue>): PhpArray {
  const array = emptyArray()
  for (const value of values) append(array, value)
  return array
}

/** A new array with these pairs in this order; a key that comes again keeps its first place, as in PHP. */
export function arrayOf(pairs: Iterable<readonly [ArrayKey, PhpValue]>): PhpArray {
  const array = emptyArray()
  for (const [key, value] of pairs) setEntry(array, key, value)
  return array
}

export function emptyArray(): PhpArray {
  return { entries: new Map(), next: 0 }
}

/** Only for an array that nobody else holds yet. */
export function setEntry(array: PhpArray, key: ArrayKey, value: PhpValue): void {
  array.entries.set(key, value)
  if (typeof key === 'number' && key >= array.next) array.next = key + 1
}

/** `array[] = value`; only for an array that nobody else holds yet. */
export function append(array: PhpArray, value: PhpValue): void {
  array.entries.set(array.next, value)
  array.next += 1
}

export function isArray(value: PhpValue): value is PhpArray {
  return typeof value === 'object' && value !== null
}

/** Pays for an array of `cells` elements; false when it would be larger than what we hold. */
export function hasCells(cells: number, meter: Meter): boolean {
  if (!(cells <= phpArrayCellsMax)) return false
  meter.touch(cells * cellBytes)
  return true
}

/** A list, or unknown when it is larger than what we hold. `values` is paid for here, before it is walked. */
export function paidList(values: readonly PhpValue[], meter: Meter): PhpArray | Unknown {
  return hasCells(values.length, meter) ? listOf(values) : unknown
}
