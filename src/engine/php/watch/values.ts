import { foreignMethod, knownString, prefixOf, taintBits } from '../abstract.ts'
import type { Abstract, Taint } from '../abstract.ts'
import type { CallFact } from '../callFact.ts'
import { pureFunctions } from '../builtins/pureFunctions.ts'
import { packers } from '../lists/decoders.ts'
import { sourceFunctions } from '../lists/sources.ts'

/** What one fact means: a rule, and the value whose trace tells the story; null when nothing but the call does. */
export interface Sighting {
  readonly rule: number
  readonly value: Abstract | null
}

/** What the sender of a request chooses. */
export const requestTaint: Taint = taintBits.user | taintBits.header | taintBits.upload

const arrayDepthMax = 4

/** Taint of a value and of what it holds. */
function taintOf(value: Abstract | undefined, depth = 0): Taint {
  if (value === undefined) return 0
  if (value.state !== 'array' || depth === arrayDepthMax) return value.taint
  let taint = value.taint
  for (const entry of value.entries.values()) taint |= taintOf(entry, depth + 1)
  return taint
}

export function taintOfAll(values: readonly Abstract[]): Taint {
  return values.reduce((taint, value) => taint | taintOf(value), 0)
}

/** True when the value is not a constant and some of it came with the request. */
export function isOfRequest(value: Abstract | undefined): boolean {
  return value !== undefined && value.state !== 'known' && (taintOf(value) & requestTaint) !== 0
}

export function carries(value: Abstract | undefined, bits: Taint): boolean {
  return (taintOf(value) & bits) !== 0
}

/** True when the request chooses the whole value, and no function of an application stands between. */
export function isChosen(value: Abstract | undefined): boolean {
  if (value === undefined || !isOfRequest(value) || /[a-z0-9]/i.test(prefixOf(value))) return false
  return !passed(value, isForeign)
}

/** A function that PHP does not have, and that does not only take away what a form added. */
function isForeign(word: string): boolean {
  if (word === foreignMethod) return true
  return (
    isFunctionName.test(word) && !pureFunctions.has(word) && !sourceFunctions.has(word) && !plain.has(word)
  )
}

const isFunctionName = /^[a-z_][a-z0-9_]*$/
const plain = new Set([
  'file_get_contents',
  'fread',
  'fgets',
  'stream_get_contents',
  'json_decode',
  'unserialize',
  'wp_unslash',
  'stripslashes_deep',
  'maybe_unserialize',
  'end',
  'reset',
  'current',
  'next',
  'pos',
  'each',
  'array_pop',
  'array_shift',
  'extract',
  'parse_str',
  'compact',
  'func_get_args',
  'create_function',
  'preg_match',
  'preg_match_all',
  'iconv',
  'mb_convert_encoding',
  'openssl_decrypt',
  'mcrypt_decrypt',
])

/** Known text of an argument, undefined when there is none. */
export function textOf(value: Abstract | undefined): string | undefined {
  return value === undefined ? undefined : knownString(value)
}

/** Steps of a trace that are looked at. */
const traceStepsMax = 64

/** True when the value came through a decoder that nobody uses for a program that may be read. */
export function isUnpacked(value: Abstract | undefined): boolean {
  if (value === undefined || (value.taint & taintBits.decoded) === 0) return false
  return passed(value, (word) => packers.has(word))
}

/** True when the value was unpacked, or made of the bits of other texts. */
export function isConcealed(value: Abstract): boolean {
  return isUnpacked(value) || isMadeOfBits(value)
}

/** True when bits of texts were put together to make it. */
export function isMadeOfBits(value: Abstract): boolean {
  return passed(value, (word) => word === '^' || word === '~' || (value.state === 'known' && flags.has(word)))
}

/** What is not known may be numbers, and programs put flags together. */
const flags = new Set(['|', '&'])

/** True when a step of the value's trace is one that `test` accepts; the word is without its brackets. */
export function passed(value: Abstract, test: (word: string) => boolean): boolean {
  let left = traceStepsMax
  for (let step = value.trace; step !== null && left > 0; step = step.before) {
    if (test(nameOf(step.word))) return true
    left -= 1
  }
  return false
}

function nameOf(word: string): string {
  const end = word.indexOf('(')
  return end === -1 ? word : word.slice(0, end)
}

/** True when the application asks for a right of its own. At the command line nobody sends a request, so that is no excuse. */
export function isGuarded(fact: CallFact): boolean {
  return fact.guards.includes('capability')
}

export function sighting(rule: number, value: Abstract | null | undefined): Sighting {
  return { rule, value: value ?? null }
}
