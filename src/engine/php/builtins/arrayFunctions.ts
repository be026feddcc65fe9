import { unknown } from '../value.ts'
import type { ArrayKey, Meter, PhpArray, PhpValue, PureFunction, Unknown } from '../value.ts'
import { toLower, toUpper } from './asciiCase.ts'
import { arrayKeyOf, looseEquals, strictEquals, toPhpBoolean, toPhpNumber } from './convert.ts'
import { range as bounds } from './cutFunctions.ts'
import { applyBinary } from './operators.ts'
import { append, arrayOf, emptyArray, hasCells, isArray, listOf, paidList, setEntry } from './phpArray.ts'
import { rangeOf } from './rangeOf.ts'
import { anything, array, flag, integer, nullable, optional, pure } from './signature.ts'

const countOf = pure([array, optional(integer, 0)], ([subject, mode]) =>
  mode === 0 ? subject.entries.size : unknown,
)
const firstOf = pure([array], ([subject]) => {
  const value = first(subject.entries.values())
  return value === undefined ? false : value
})
const hasKey = pure([anything, array], ([key, subject]) => {
  const known = arrayKeyOf(key)
  return known === unknown ? unknown : subject.entries.has(known)
})

/**
 * Arrays that are looked at and made anew. An array is taken to stand at its first element: a program that moves it calls
 * functions that are not here.
 */
export const arrayFunctions: Readonly<Record<string, PureFunction>> = {
  count: countOf,
  sizeof: countOf,
  current: firstOf,
  pos: firstOf,
  reset: firstOf,
  end: pure([array], ([subject]) => {
    const value = [...subject.entries.values()].at(-1)
    return value === undefined ? false : value
  }),
  key: pure([array], ([subject]) => first(subject.entries.keys()) ?? null),
  array_key_first: pure([array], ([subject]) => first(subject.entries.keys()) ?? null),
  array_key_last: pure([array], ([subject]) => [...subject.entries.keys()].at(-1) ?? null),
  array_key_exists: hasKey,
  key_exists: hasKey,
  array_keys: pure([array, nullable(anything), optional(flag, false)], ([subject, wanted, strict], meter) =>
    wanted === null
      ? paidList([...subject.entries.keys()], meter)
      : keysOf(subject, { wanted, strict, meter }),
  ),
  array_values: pure([array], ([subject], meter) => paidList([...subject.entries.values()], meter)),
  array_is_list: pure([array], ([subject]) => [...subject.entries.keys()].every((key, at) => key === at)),
  in_array: pure([anything, array, optional(flag, false)], ([wanted, subject, strict], meter) => {
    const key = findValue(subject, { wanted, strict, meter })
    return key === unknown ? unknown : key !== undefined
  }),
  array_search: pure([anything, array, optional(flag, false)], ([wanted, subject, strict], meter) => {
    const key = findValue(subject, { wanted, strict, meter })
    return key === undefined ? false : key
  }),
  array_sum: pure([array], ([subject], meter) => folded(subject, 0, '+', meter)),
  array_product: pure([array], ([subject], meter) => folded(subject, 1, '*', meter)),
  array_reverse: pure([array, optional(flag, false)], ([subject, keepsKeys], meter) =>
    rebuilt([...subject.entries].reverse(), keepsKeys, meter),
  ),
  array_slice: pure([array, integer, nullable(integer), optional(flag, false)], (values, meter) => {
    const [subject, from, length, keepsKeys] = values
    const { start, end } = bounds(subject.entries.size, from, length ?? subject.entries.size)
    return rebuilt([...subject.entries].slice(start, Math.max(start, end)), keepsKeys, meter)
  }),
  array_pad: pure([array, integer, anything], ([subject, size, value], meter) => {
    const missing = Math.abs(size) - subject.entries.size
    if (missing > 1_000_000 || !hasCells(Math.abs(size), meter)) return unknown
    const filling = Array.from({ length: Math.max(0, missing) }, () => [0, value] as const)
    if (missing <= 0) return subject
    const pairs = size < 0 ? [...filling, ...subject.entries] : [...subject.entries, ...filling]
    return rebuilt(pairs, false, meter)
  }),
  array_chunk: pure([array, integer, optional(flag, false)], chunks),
  array_fill: pure([integer, integer, anything], ([from, count, value], meter) => {
    // Behind a negative start the keys go on from 0 before PHP 8.
    if (count < 0 || (from < 0 && count > 1) || !hasCells(count, meter)) return unknown
    return arrayOf(Array.from({ length: count }, (_, at) => [from + at, value] as const))
  }),
  range: pure([anything, anything, optional(anything, 1)], ([from, to, step], meter) =>
    rangeOf({ from, to, step }, meter),
  ),
  array_filter: pure([array], ([subject], meter) => {
    if (!hasCells(subject.entries.size, meter)) return unknown
    return arrayOf([...subject.entries].filter(([, value]) => toPhpBoolean(value)))
  }),
  array_change_key_case: pure([array, optional(integer, 0)], ([subject, upper], meter) => {
    if (!hasCells(subject.entries.size, meter)) return unknown
    const turn = upper === 0 ? toLower : toUpper
    return arrayOf(
      Array.from(subject.entries, ([key, value]) => [typeof key === 'string' ? turn(key) : key, value]),
    )
  }),
  array_column: pure([array, anything, nullable(anything)], column),
}

interface Wanted {
  readonly wanted: PhpValue
  readonly strict: boolean
  readonly meter: Meter
}

function first<T>(values: IterableIterator<T>): T | undefined {
  const next = values.next()
  return next.done === true ? undefined : next.value
}

function keysOf(subject: PhpArray, search: Wanted): PhpValue | Unknown {
  const keys: ArrayKey[] = []
  for (const [key, value] of subject.entries) {
    const same = isSame(value, search)
    if (same === unknown) return unknown
    if (same) keys.push(key)
  }
  return listOf(keys)
}

function findValue(subject: PhpArray, search: Wanted): ArrayKey | undefined | Unknown {
  for (const [key, value] of subject.entries) {
    const same = isSame(value, search)
    if (same === unknown) return unknown
    if (same) return key
  }
  return undefined
}

function isSame(value: PhpValue, { wanted, strict, meter }: Wanted): boolean | Unknown {
  meter.touch(16)
  return strict ? strictEquals(value, wanted, meter) : looseEquals(wanted, value, meter)
}

function folded(subject: PhpArray, start: number, operator: '+' | '*', meter: Meter): PhpValue | Unknown {
  let total: PhpValue | Unknown = start
  for (const value of subject.entries.values()) {
    const known = isArray(value) ? unknown : toPhpNumber(value)
    if (known === unknown) return unknown
    total = applyBinary(operator, total, known, meter)
    if (total === unknown) return unknown
  }
  return total
}

/** The pairs in this order; numbers are counted anew unless they are kept. */
function rebuilt(
  pairs: readonly (readonly [ArrayKey, PhpValue])[],
  keepsKeys: boolean,
  meter: Meter,
): PhpValue | Unknown {
  if (!hasCells(pairs.length, meter)) return unknown
  const made = emptyArray()
  for (const [key, value] of pairs) {
    if (keepsKeys || typeof key === 'string') setEntry(made, key, value)
    else append(made, value)
  }
  return made
}

function chunks(
  [subject, size, keepsKeys]: readonly [PhpArray, number, boolean],
  meter: Meter,
): PhpValue | Unknown {
  if (size < 1 || !hasCells(subject.entries.size * 2, meter)) return unknown
  const pairs = [...subject.entries]
  const parts: PhpArray[] = []
  for (let at = 0; at < pairs.length; at += size) {
    const part = pairs.slice(at, at + size)
    parts.push(keepsKeys ? arrayOf(part) : listOf(part.map(([, value]) => value)))
  }
  return listOf(parts)
}

function column(
  [subject, name, index]: readonly [PhpArray, PhpValue, PhpValue],
  meter: Meter,
): PhpValue | Unknown {
  const key = arrayKeyOf(name)
  if (key === unknown || index !== null || name === null) return unknown
  if (!hasCells(subject.entries.size, meter)) return unknown
  const rows = [...subject.entries.values()].filter(isArray)
  return listOf(rows.flatMap((row) => (row.entries.has(key) ? [row.entries.get(key) ?? null] : [])))
}
