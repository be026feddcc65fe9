import fc from 'fast-check'
import type { PhpValue } from '../../src/engine/php/value.ts'
import { phpArrayOf, phpWord } from './phpArbitraries.ts'

/** Arguments by the name of the function; most are what a program would give, some are not. */
export type Calls = Readonly<Record<string, fc.Arbitrary<readonly PhpValue[]>>>

export const small = fc.integer({ min: -12, max: 12 })
export const needle = fc.oneof(fc.constantFrom<string[]>('a', 'b', 'A', 'ab', ' ', ',', '0', 'zz'), phpWord)
export const words = phpArrayOf(needle)

export function args(...parts: readonly fc.Arbitrary<PhpValue>[]): fc.Arbitrary<readonly PhpValue[]> {
  return fc.tuple(...parts)
}

/** The last `optionalCount` arguments are left out now and then. */
export function optional(
  optionalCount: number,
  ...parts: readonly fc.Arbitrary<PhpValue>[]
): fc.Arbitrary<readonly PhpValue[]> {
  return fc
    .tuple(fc.tuple(...parts), fc.integer({ min: 0, max: optionalCount }))
    .map(([values, left]) => values.slice(0, values.length - left))
}

export function eachOf(names: readonly string[], values: fc.Arbitrary<readonly PhpValue[]>): Calls {
  return Object.fromEntries(names.map((name) => [name, values]))
}
