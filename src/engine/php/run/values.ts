import { phpArrayCellsMax } from '../../../domain/engineLimits.ts'
import { taintBits } from '../abstract.ts'
import type { Abstract, Taint, Trace } from '../abstract.ts'
import type { ArrayKey, Meter, PhpArray, PhpValue } from '../value.ts'

/** What is known besides the value itself. */
export interface Facts {
  readonly taint: Taint
  readonly trace: Trace | null
}

type KnownScalar = Exclude<PhpValue, PhpArray>
export type ArrayValue = Extract<Abstract, { state: 'array' }>

const noFacts: Facts = { taint: 0, trace: null }

/** A variable that was never written. Known by its identity: joined with anything, it is the other. */
export const unset: Abstract = { state: 'known', value: null, taint: 0, trace: null }
export const anything: Abstract = { state: 'unknown', taint: 0, trace: null }

export function known(value: KnownScalar, facts: Facts = noFacts): Abstract {
  return { state: 'known', value, taint: facts.taint, trace: facts.trace }
}

/** A path that the program begins: some directory of its own, whichever. */
export const ownDirectory: Abstract = {
  state: 'unknown',
  taint: 0,
  trace: null,
  edges: { prefix: '/*/', suffix: '' },
}

export function unknownWith(facts: Facts): Abstract {
  return facts.taint === 0 && facts.trace === null
    ? anything
    : { state: 'unknown', taint: facts.taint, trace: facts.trace }
}

export function emptyArray(): ArrayValue {
  return { state: 'array', entries: new Map(), next: 0, taint: 0, trace: null }
}

/** `values` under 0, 1, 2, ... */
export function listOf(values: readonly Abstract[]): ArrayValue {
  const entries = new Map<ArrayKey, Abstract>()
  for (const [index, value] of values.entries()) entries.set(index, value)
  return { state: 'array', entries, next: values.length, ...factsOf(values) }
}

/** Taint of all values together, with the trace of the one that brings the most. */
export function factsOf(values: Iterable<Facts>): Facts {
  let taint = 0
  let trace: Trace | null = null
  let best = -1
  for (const value of values) {
    taint |= value.taint
    const weight = value.trace === null ? -1 : weightOf(value.taint)
    if (weight <= best) continue
    best = weight
    trace = value.trace
  }
  return { taint, trace }
}

/** A value that the sender chose tells a better story than one that went through a decoder. */
function weightOf(taint: Taint): number {
  const { user, header, upload, remote, self, hidden, decoded } = taintBits
  if ((taint & (user | header | upload | remote)) !== 0) return 3
  if ((taint & (self | hidden)) !== 0) return 2
  return (taint & decoded) !== 0 ? 1 : 0
}

export function withFacts(value: Abstract, facts: Facts): Abstract {
  return value.taint === facts.taint && value.trace === facts.trace ? value : { ...value, ...facts }
}

/** One more word on the way of a value; a word twice in a row says nothing. */
export function traced(trace: Trace | null, word: string): Trace {
  return trace !== null && trace.word === word ? trace : { word, before: trace }
}

/** As a value of PHP, when everything in it is known; undefined otherwise. Paid by the element. */
export function toPhp(value: Abstract, meter: Meter, depth = 0): PhpValue | undefined {
  if (value.state === 'known') return value.value
  if (value.state !== 'array' || depth > nestingMax) return undefined
  meter.touch(value.entries.size * cellBytes)
  const entries = new Map<ArrayKey, PhpValue>()
  for (const [key, entry] of value.entries) {
    const inner = toPhp(entry, meter, depth + 1)
    if (inner === undefined) return undefined
    entries.set(key, inner)
  }
  return { entries, next: value.next }
}

/** Arrays in arrays that are looked through. */
const nestingMax = 16
const cellBytes = 16

/** Every element has the facts of the whole. */
export function fromPhp(value: PhpValue, facts: Facts, meter: Meter): Abstract {
  if (typeof value !== 'object' || value === null) return known(value, facts)
  meter.touch(value.entries.size * cellBytes)
  const entries = new Map<ArrayKey, Abstract>()
  for (const [key, entry] of value.entries) {
    if (entries.size === phpArrayCellsMax) return unknownWith(facts)
    entries.set(key, fromPhp(entry, facts, meter))
  }
  return { state: 'array', entries, next: value.next, ...facts }
}

/** What PHP takes for true; undefined when it is not known. */
export function truthOf(value: Abstract): boolean | undefined {
  switch (value.state) {
    case 'known':
      return isTrue(value.value)
    case 'array':
      return value.entries.size > 0
    case 'closure':
    case 'object':
      return true
    case 'unknown':
      return undefined
  }
}

function isTrue(value: KnownScalar): boolean {
  return value !== null && value !== false && value !== 0 && value !== '' && value !== '0'
}
