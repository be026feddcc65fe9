import type { Closure } from './ast.ts'
import type { ArrayKey, PhpArray, PhpValue } from './value.ts'

/** Where a value may come from, as bits that are or-ed together. */
export const taintBits = {
  /** Query, form, cookie, body, uploaded file name: the sender chooses it. */
  user: 1,
  /** A request header or path in `$_SERVER`. */
  header: 2,
  /** An uploaded file or its temporary name. */
  upload: 4,
  /** Fetched from another machine. */
  remote: 8,
  /** Read from the script's own file, a comment or its data after `__halt_compiler`. */
  self: 16,
  /** Database, option, cache, shared memory, image metadata. */
  hidden: 32,
  /** Content of another local file. */
  file: 64,
  /** Environment or command line. */
  environment: 128,
  /** Passed through a decoder or built from pieces, known or not. */
  decoded: 256,
  /** Written so that nobody reads it: escapes, single characters, xor, indices into an alphabet. */
  hiddenText: 512,
  /** Of a text of the program itself: what somebody else chose was put into it by a function that replaces. */
  inserted: 1024,
} as const
/** Any of taintBits or-ed; 0 is a value of the program itself. */
export type Taint = number

/** How a value came to be, newest step first; words are safe ASCII for people. */
export interface Trace {
  readonly word: string
  readonly before: Trace | null
}

/**
 * What is known of a value at one point of the program, over all runs that come there. `unknown` may be any value, and
 * still has its taint.
 */
export type Abstract = AbstractFacts &
  (
    | { readonly state: 'known'; readonly value: Exclude<PhpValue, PhpArray> }
    | { readonly state: 'array'; readonly entries: ReadonlyMap<ArrayKey, Abstract>; readonly next: number }
    | { readonly state: 'closure'; readonly closure: Closure; readonly id: number }
    | { readonly state: 'object'; readonly className: string; readonly id: number }
    | { readonly state: 'unknown'; readonly edges?: TextEdges }
  )

/** How a text begins and ends whose middle is not known; at most textEdgeCharsMax each. Absent when neither is known. */
export interface TextEdges {
  readonly prefix: string
  readonly suffix: string
}
export const textEdgeCharsMax = 256

/** Known beginning of a text, all of it when it is known. */
export function prefixOf(value: Abstract): string {
  return value.state === 'unknown' ? (value.edges?.prefix ?? '') : (knownString(value) ?? '')
}

/** Known end of a text, all of it when it is known. */
export function suffixOf(value: Abstract): string {
  return value.state === 'unknown' ? (value.edges?.suffix ?? '') : (knownString(value) ?? '')
}

interface AbstractFacts {
  readonly taint: Taint
  readonly trace: Trace | null
}

/** Word of a trace for a method that the content does not define. */
export const foreignMethod = '->...'

/** The string that PHP would make of a known scalar; undefined otherwise. */
export function knownString(value: Abstract): string | undefined {
  if (value.state !== 'known') return undefined
  if (value.value === null || value.value === false) return ''
  return value.value === true ? '1' : String(value.value)
}

/** Oldest step first. */
export function traceWords(trace: Trace | null, wordsMax: number): string[] {
  const words: string[] = []
  for (let step = trace; step !== null && words.length < wordsMax; step = step.before)
    words.unshift(step.word)
  return words
}
