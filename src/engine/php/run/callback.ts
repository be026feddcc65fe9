import { phpArrayCellsMax } from '../../../domain/engineLimits.ts'
import type { Abstract } from '../abstract.ts'
import { callbackTakers, optionCallbacks } from '../lists/callbacks.ts'
import type { CallbackTaker } from '../lists/callbacks.ts'
import type { ArrayKey } from '../value.ts'
import { join } from './join.ts'
import type { CallSite } from './machine.ts'
import { spread } from './spread.ts'
import { anything, factsOf, unknownWith } from './values.ts'

/** Runs the callback that a function of PHP was given; undefined for a function that takes none. */
export function runCallback(name: string, site: CallSite): Abstract | undefined {
  const option = optionCallbacks.get(name)
  if (option !== undefined) return runOption(site, option)
  const taker = callbackTakers.get(name)
  const callee = taker === undefined ? undefined : site.args.at(taker.index)
  if (taker === undefined || callee === undefined) return undefined
  if (name === 'array_map') return mapArray(site, callee)
  const results = argumentLists(taker, site).map((args) => call(callee, args, site))
  return resultOf(name, site, results)
}

function call(callee: Abstract, args: readonly Abstract[], site: CallSite): Abstract {
  return site.frame.machine.parts.callValue(callee, { ...site, args, written: [], callee })
}

/** `filter_var($x, FILTER_CALLBACK, ['options' => f])`. */
function runOption(site: CallSite, place: number): Abstract | undefined {
  const options = site.args[place]
  const callee = options?.state === 'array' ? options.entries.get('options') : undefined
  if (callee === undefined) return undefined
  if (callee.state === 'array' && callee.entries.get(0) === undefined) return undefined
  return call(callee, site.args.slice(0, 1), site)
}

function argumentLists(taker: CallbackTaker, site: CallSite): (readonly Abstract[])[] {
  const place = taker.index < 0 ? site.args.length + taker.index : taker.index
  const others = site.args.filter((_, index) => index !== place)
  switch (taker.gets) {
    case 'rest':
      return [others]
    case 'spread':
      return [spread(others[0])]
    case 'elements':
      return elementLists(others)
    case 'later':
      return [[anything]]
  }
}

/** Elements whose callback is run one by one; the rest brings nothing new. */
const elementsMax = 4096

function elementLists(arrays: readonly Abstract[]): (readonly Abstract[])[] {
  const first = arrays[0]
  const all = unknownWith(factsOf(arrays))
  if (first?.state !== 'array' || first.entries.size === 0) return [[all, all]]
  const lists: (readonly Abstract[])[] = []
  for (const [key, value] of first.entries) {
    if (lists.length === elementsMax) break
    lists.push([value, { state: 'known', value: key, taint: 0, trace: null }])
  }
  return lists
}

function resultOf(name: string, site: CallSite, results: readonly Abstract[]): Abstract {
  if (isCaller.has(name)) return results[0] ?? anything
  const [first, ...others] = results
  const joined = first === undefined ? anything : others.reduce(join, first)
  return unknownWith(factsOf([joined, ...site.args]))
}

const isCaller = new Set([
  'call_user_func',
  'call_user_func_array',
  'forward_static_call',
  'forward_static_call_array',
])

/** `array_map(f, array)`: keys stay, and each value is what the callback makes of it. */
function mapArray(site: CallSite, callee: Abstract): Abstract {
  const arrays = site.args.slice(1)
  const [first, second] = arrays
  if (first?.state !== 'array' || first.entries.size > elementsMax || isNothing(callee)) {
    const all = unknownWith(factsOf(arrays))
    return unknownWith(
      factsOf([
        call(
          callee,
          arrays.map(() => all),
          site,
        ),
        all,
      ]),
    )
  }
  const others = second?.state === 'array' ? [...second.entries.values()] : []
  const entries = new Map<ArrayKey, Abstract>()
  let at = 0
  for (const [key, value] of first.entries) {
    if (entries.size === phpArrayCellsMax) break
    const other = others[at]
    entries.set(key, call(callee, other === undefined ? [value] : [value, other], site))
    at += 1
  }
  return { state: 'array', entries, next: first.next, ...factsOf(entries.values()) }
}

function isNothing(callee: Abstract): boolean {
  return callee.state === 'known' && callee.value === null
}
