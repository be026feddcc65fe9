/**
 * A PHP value that is known. Strings are latin1: one character is one byte. Integers and floats are both numbers; what a
 * 64-bit integer holds beyond the safe integers of a number is not known (`unknown`), never wrong.
 */
export type PhpValue = null | boolean | number | string | PhpArray

/** As PHP normalises them: `'12'` is 12, true is 1, null is the empty string. */
export type ArrayKey = number | string

/** Ordered; `next` is the key that `[]=` takes. Whoever changes an array that somebody else may hold copies it first. */
export interface PhpArray {
  readonly entries: Map<ArrayKey, PhpValue>
  next: number
}

/** Answer of what cannot be computed: not a PHP value, and nothing is said about the result. */
export const unknown = Symbol('unknown')
export type Unknown = typeof unknown

/**
 * Our own implementation of a PHP function: only of its arguments, for any of them, and paid with the meter before memory
 * is taken or work is done. `unknown` for what it does not do as PHP does (PHP versions that differ, warnings that change
 * the result, missing arguments).
 */
export type PureFunction = (args: readonly PhpValue[], meter: Meter) => PhpValue | Unknown

/** Counts what one analysis has used. Each call throws BudgetStop when its limit is reached. */
export interface Meter {
  /** One node, operation or iteration. */
  step(): void
  /** Bytes that an operation reads or makes, in strings and arrays (16 an element). */
  touch(bytes: number): void
  /** Bytes that came out of a decoder. */
  decode(bytes: number): void
}
