import { unknown } from '../value.ts'
import type { Meter, PhpArray, PhpValue, PureFunction, Unknown } from '../value.ts'
import { toPhpBoolean, toPhpInteger, toPhpNumber, toPhpString } from './convert.ts'
import { numericText } from './numericText.ts'
import { isArray } from './phpArray.ts'

/** How one parameter of a PHP function takes its argument; unknown when PHP would warn, refuse or differ. */
export interface Parameter<T> {
  readonly take: (args: readonly PhpValue[], at: number) => T | Unknown
  readonly count: 'one' | 'rest'
}

type Values<P extends readonly Parameter<unknown>[]> = {
  readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never
}

/**
 * A PHP function from its parameters, left to right, and what it does with their values. Reading the arguments is paid
 * here; the body pays for what it makes.
 */
export function pure<const P extends readonly Parameter<unknown>[]>(
  parameters: P,
  body: (values: Values<P>, meter: Meter) => PhpValue | Unknown,
): PureFunction {
  const most = parameters.some(({ count }) => count === 'rest') ? Infinity : parameters.length
  return (args, meter) => {
    if (args.length > most) return unknown
    for (const argument of args) meter.touch(readingBytes(argument))
    const taken: unknown[] = []
    for (const [at, parameter] of parameters.entries()) {
      const value = parameter.take(args, at)
      if (value === unknown) return unknown
      taken.push(value)
    }
    const values: unknown = taken
    return body(values as Values<P>, meter)
  }
}

export const text: Parameter<string> = required((value) => (isArray(value) ? unknown : toPhpString(value)))
export const integer: Parameter<number> = required(integerArgument)
export const number: Parameter<number> = required(numberArgument)
export const flag: Parameter<boolean> = required((value) => (isArray(value) ? unknown : toPhpBoolean(value)))
export const array: Parameter<PhpArray> = required((value) => (isArray(value) ? value : unknown))
export const anything: Parameter<PhpValue> = required((value) => value)

/** The default of PHP when the argument is not given. */
export function optional<T>(parameter: Parameter<T>, absent: T): Parameter<T> {
  return {
    count: 'one',
    take: (args, at) => (at < args.length ? parameter.take(args, at) : absent),
  }
}

/** null and no argument are the same. */
export function nullable<T>(parameter: Parameter<T>): Parameter<T | null> {
  return {
    count: 'one',
    take: (args, at) => ((args[at] ?? null) === null ? null : parameter.take(args, at)),
  }
}

/** All arguments that are left, none included. */
export function rest<T>(parameter: Parameter<T>): Parameter<readonly T[]> {
  return { count: 'rest', take: (args, at) => restOf(parameter, args, at) }
}

function required<T>(read: (value: PhpValue) => T | Unknown): Parameter<T> {
  return {
    count: 'one',
    take: (args, at) => {
      const value = args[at]
      return value === undefined ? unknown : read(value)
    },
  }
}

function restOf<T>(parameter: Parameter<T>, args: readonly PhpValue[], from: number): T[] | Unknown {
  const values: T[] = []
  for (let at = from; at < args.length; at += 1) {
    const value = parameter.take(args, at)
    if (value === unknown) return unknown
    values.push(value)
  }
  return values
}

function integerArgument(value: PhpValue): number | Unknown {
  const known = numberArgument(value)
  return known === unknown ? unknown : toPhpInteger(known)
}

/** A text must be a number as a whole: PHP 8 refuses others. */
function numberArgument(value: PhpValue): number | Unknown {
  if (isArray(value)) return unknown
  if (typeof value === 'string' && numericText(value)?.after !== 'whole') return unknown
  return toPhpNumber(value)
}

/** Elements of an inner array are paid by who walks them. */
function readingBytes(value: PhpValue): number {
  if (typeof value === 'string') return value.length + 16
  return isArray(value) ? 16 * (value.entries.size + 1) : 16
}
