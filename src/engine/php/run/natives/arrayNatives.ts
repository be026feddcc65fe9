import type { Abstract } from '../../abstract.ts'
import type { ArrayKey } from '../../value.ts'
import { phpArrayCellsMax } from '../../../../domain/engineLimits.ts'
import { runCallback } from '../callback.ts'
import { join } from '../join.ts'
import type { CallSite } from '../machine.ts'
import { assign } from '../places.ts'
import { anything, factsOf, known, listOf, unknownWith } from '../values.ts'
import type { ArrayValue } from '../values.ts'
import type { Native } from './native.ts'

/** Functions that look at arrays whose elements need not be known, or change the array they are given. */
export const arrayNatives: ReadonlyMap<string, Native> = new Map<string, Native>([
  ['array_push', push],
  ['array_pop', (site) => takeOne(site, 'last')],
  ['array_shift', (site) => takeOne(site, 'first')],
  ['array_unshift', unshift],
  ['array_reverse', (site) => reordered(site, (pairs) => pairs.reverse())],
  ['array_values', (site) => reordered(site, (pairs) => pairs)],
  ['array_merge', merge],
  ['current', (site) => picked(site, 'first')],
  ['pos', (site) => picked(site, 'first')],
  ['reset', (site) => picked(site, 'first')],
  ['end', (site) => picked(site, 'last')],
  ['next', anyElement],
  ['prev', anyElement],
  ['each', anyElement],
  ['array_rand', anyKey],
  ['key', anyKey],
  ['count', size],
  ['sizeof', size],
  ['strlen', textLength],
  ['iterator_to_array', (site) => site.args[0]],
  ['array_filter', filter],
  ['array_walk', walk],
])

function arrayAt(site: CallSite): ArrayValue | undefined {
  const [value] = site.args
  return value?.state === 'array' ? value : undefined
}

/** Puts a value into the variable that the first argument is. */
function replace(site: CallSite, value: Abstract): void {
  const target = site.written[0]
  if (target?.type === 'plain') assign(target.value, value, site.frame)
}

function push(site: CallSite): Abstract | undefined {
  const array = arrayAt(site)
  const added = site.args.slice(1)
  if (array === undefined || array.entries.size + added.length > phpArrayCellsMax) {
    replace(site, unknownWith(factsOf(site.args)))
    return anything
  }
  site.frame.machine.meter.touch(array.entries.size * cellBytes)
  const entries = new Map(array.entries)
  let { next } = array
  for (const value of added) {
    entries.set(next, value)
    next += 1
  }
  replace(site, { state: 'array', entries, next, ...factsOf(site.args) })
  return known(entries.size)
}

const cellBytes = 16

function takeOne(site: CallSite, end: 'first' | 'last'): Abstract | undefined {
  const array = arrayAt(site)
  if (array === undefined) return undefined
  site.frame.machine.meter.touch(array.entries.size * cellBytes)
  const pairs = [...array.entries]
  const taken = end === 'last' ? pairs.pop() : pairs.shift()
  replace(site, end === 'last' ? withPairs(array, pairs) : renumbered(array, pairs))
  return taken?.[1] ?? known(null)
}

type Pair = readonly [ArrayKey, Abstract]

function withPairs(array: ArrayValue, pairs: readonly Pair[]): Abstract {
  const next = pairs.reduce((most, [key]) => (typeof key === 'number' && key >= most ? key + 1 : most), 0)
  return { ...array, entries: new Map(pairs), next }
}

/** Keys that are numbers start again at 0. */
function renumbered(array: ArrayValue, pairs: readonly Pair[]): ArrayValue {
  const entries = new Map<ArrayKey, Abstract>()
  let next = 0
  for (const [key, value] of pairs) {
    entries.set(typeof key === 'number' ? next : key, value)
    if (typeof key === 'number') next += 1
  }
  return { ...array, entries, next }
}

function unshift(site: CallSite): Abstract | undefined {
  const array = arrayAt(site)
  if (array === undefined) return undefined
  const front = site.args.slice(1).map((value, index): Pair => [index, value])
  const moved = [...array.entries].map(
    ([key, value]): Pair => [typeof key === 'number' ? key + front.length : key, value],
  )
  replace(site, { ...renumbered(array, [...front, ...moved]), ...factsOf(site.args) })
  return known(array.entries.size + front.length)
}

function reordered(site: CallSite, order: (pairs: Pair[]) => Pair[]): Abstract | undefined {
  const array = arrayAt(site)
  if (array === undefined || site.args.length > 1) return undefined
  site.frame.machine.meter.touch(array.entries.size * cellBytes)
  return renumbered(array, order([...array.entries]))
}

function merge(site: CallSite): Abstract | undefined {
  const arrays = site.args.filter((value) => value.state === 'array')
  const first = arrays[0]
  if (first === undefined || arrays.length < site.args.length) return undefined
  const pairs = arrays.flatMap((array) => [...array.entries])
  site.frame.machine.meter.touch(pairs.length * cellBytes)
  if (pairs.length > phpArrayCellsMax) return undefined
  return { ...renumbered(first, pairs), ...factsOf(arrays) }
}

function picked(site: CallSite, end: 'first' | 'last'): Abstract | undefined {
  const array = arrayAt(site)
  if (array === undefined) return undefined
  if (end === 'first') return array.entries.values().next().value ?? known(false)
  let last: Abstract = known(false)
  for (const value of array.entries.values()) last = value
  return last
}

/** Where the inner pointer stands is not followed. */
function anyElement(site: CallSite): Abstract | undefined {
  const array = arrayAt(site)
  if (array === undefined) return undefined
  const [first = anything, ...others] = array.entries.values()
  return others.reduce(join, first)
}

function anyKey(): Abstract {
  return anything
}

function size(site: CallSite): Abstract | undefined {
  const array = arrayAt(site)
  return array === undefined || site.args.length > 1 ? undefined : known(array.entries.size)
}

/** Nothing of the text is looked at: a loop asks in every turn. */
function textLength(site: CallSite): Abstract | undefined {
  const [value] = site.args
  return value?.state === 'known' && typeof value.value === 'string' ? known(value.value.length) : undefined
}

/** Without a callback, what is false goes; with one, any element may stay. */
function filter(site: CallSite): Abstract | undefined {
  runCallback('array_filter', site)
  return unknownWith(factsOf(site.args.slice(0, 1)))
}

function walk(site: CallSite): Abstract {
  runCallback('array_walk', site)
  replace(site, unknownWith(factsOf(site.args.slice(0, 1))))
  return listOf([])
}
