import { unknown } from '../value.ts'
import type { ArrayKey, Meter, PhpArray, PhpValue, PureFunction, Unknown } from '../value.ts'
import { keyOfText, toPhpString } from './convert.ts'
import { append, arrayOf, emptyArray, hasCells, setEntry } from './phpArray.ts'
import { anything, array, integer, optional, pure, rest } from './signature.ts'

/** Several arrays as one, and what they have in common. */
export const arraySetFunctions: Readonly<Record<string, PureFunction>> = {
  array_merge: pure([rest(array)], ([arrays], meter) => {
    if (!hasCells(cellsOf(arrays), meter)) return unknown
    const made = emptyArray()
    for (const [key, value] of arrays.flatMap((one) => [...one.entries])) {
      if (typeof key === 'string') setEntry(made, key, value)
      else append(made, value)
    }
    return made
  }),
  array_replace: pure([array, rest(array)], ([subject, others], meter) =>
    hasCells(cellsOf([subject, ...others]), meter)
      ? arrayOf([subject, ...others].flatMap((one) => [...one.entries]))
      : unknown,
  ),
  array_combine: pure([array, array], ([keys, values], meter) => {
    if (keys.entries.size !== values.entries.size || !hasCells(keys.entries.size, meter)) return unknown
    const names = Array.from(keys.entries.values(), (key) => keyOfText(toPhpString(key)))
    return zipped(names, [...values.entries.values()])
  }),
  array_flip: pure([array], ([subject], meter) => {
    if (!hasCells(subject.entries.size, meter)) return unknown
    const pairs = Array.from(subject.entries, ([key, value]) => [value, key] as const)
    const flipped = pairs.filter((pair): pair is readonly [number | string, ArrayKey] => isKey(pair[0]))
    return arrayOf(flipped.map(([value, key]) => [plainKey(value), key]))
  }),
  array_fill_keys: pure([array, anything], ([keys, value], meter) => {
    if (!hasCells(keys.entries.size, meter)) return unknown
    return arrayOf(Array.from(keys.entries.values(), (key) => [keyOfText(toPhpString(key)), value]))
  }),
  array_count_values: pure([array], ([subject], meter) => {
    if (!hasCells(subject.entries.size, meter)) return unknown
    const made = emptyArray()
    for (const value of subject.entries.values()) {
      if (!isKey(value)) return unknown
      const count = made.entries.get(plainKey(value))
      setEntry(made, plainKey(value), typeof count === 'number' ? count + 1 : 1)
    }
    return made
  }),
  array_unique: pure([array, optional(integer, 2)], ([subject, compare], meter) =>
    compare === 2 ? distinctTexts(subject, meter) : distinctValues(subject, meter),
  ),
  array_diff: pure([array, rest(array)], ([subject, others], meter) => {
    const excluded = new Set(others.flatMap(textsOf))
    return kept(subject, (_, value) => !excluded.has(toPhpString(value)), meter)
  }),
  array_diff_key: pure([array, rest(array)], ([subject, others], meter) =>
    kept(subject, (key) => !others.some((other) => other.entries.has(key)), meter),
  ),
  array_diff_assoc: pure([array, rest(array)], ([subject, others], meter) =>
    kept(subject, (key, value) => !others.some((other) => holds(other, key, value)), meter),
  ),
  array_intersect: pure([array, rest(array)], ([subject, others], meter) => {
    const allowed = others.map((other) => new Set(textsOf(other)))
    return kept(subject, (_, value) => allowed.every((texts) => texts.has(toPhpString(value))), meter)
  }),
  array_intersect_key: pure([array, rest(array)], ([subject, others], meter) =>
    kept(subject, (key) => others.every((other) => other.entries.has(key)), meter),
  ),
  array_intersect_assoc: pure([array, rest(array)], ([subject, others], meter) =>
    kept(subject, (key, value) => others.every((other) => holds(other, key, value)), meter),
  ),
}

function cellsOf(arrays: readonly PhpArray[]): number {
  return arrays.reduce((sum, one) => sum + one.entries.size, 0)
}

/** A key that comes again takes the later value. */
function zipped(keys: readonly ArrayKey[], values: readonly PhpValue[]): PhpArray {
  return arrayOf(keys.map((key, at) => [key, values[at] ?? null]))
}

/** What a flipped or counted value may be; PHP warns of others and leaves them out. */
function isKey(value: PhpValue): value is number | string {
  return typeof value === 'string' || (typeof value === 'number' && Number.isSafeInteger(value))
}

function plainKey(value: number | string): ArrayKey {
  return typeof value === 'number' ? value : keyOfText(value)
}

function distinctTexts(subject: PhpArray, meter: Meter): PhpValue | Unknown {
  const seen = new Set<string>()
  return kept(subject, (_, value) => seen.size < seen.add(toPhpString(value)).size, meter)
}

/** PHP sorts first, which finds the same pairs only where equality is an order, so mixed values are unknown. */
function distinctValues(subject: PhpArray, meter: Meter): PhpValue | Unknown {
  const values = [...subject.entries.values()]
  if (!values.every((value) => typeof value === 'number')) return unknown
  const seen = new Set<PhpValue>()
  return kept(subject, (_, value) => seen.size < seen.add(value).size, meter)
}

function textsOf(subject: PhpArray): string[] {
  return Array.from(subject.entries.values(), toPhpString)
}

function holds(subject: PhpArray, key: ArrayKey, value: PhpValue): boolean {
  const other = subject.entries.get(key)
  return other !== undefined && toPhpString(other) === toPhpString(value)
}

function kept(
  subject: PhpArray,
  belongs: (key: ArrayKey, value: PhpValue) => boolean,
  meter: Meter,
): PhpValue | Unknown {
  if (!hasCells(subject.entries.size, meter)) return unknown
  for (const value of subject.entries.values())
    meter.touch(typeof value === 'string' ? value.length + 64 : 64)
  return arrayOf([...subject.entries].filter(([key, value]) => belongs(key, value)))
}
