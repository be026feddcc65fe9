import fc from 'fast-check'
import { arrayOf } from '../../src/engine/php/builtins/phpArray.ts'
import type { PhpArray, PhpValue } from '../../src/engine/php/value.ts'

/** Any bytes as latin1 text. */
export const phpBytes: fc.Arbitrary<string> = fc
  .uint8Array({ maxLength: 24 })
  .map((bytes) => Buffer.from(bytes).toString('latin1'))

/** Few different characters, so that parts repeat and are found. */
export const phpWord: fc.Arbitrary<string> = fc
  .array(fc.constantFrom('a', 'b', 'A', 'z', 'Z', '9', '0', ' ', ',', '-', '.', '\n', 'é'), { maxLength: 12 })
  .map((characters) => characters.join(''))

export const phpNumeral: fc.Arbitrary<string> = fc.constantFrom(
  ...[
    '0',
    '1',
    '-1',
    '12',
    '007',
    '1.5',
    '.5',
    '5.',
    '1e3',
    '-2E-2',
    ' 3',
    '3 ',
    '4abc',
    '0x1A',
    '+7',
    '--1',
    '1e',
    '12.50',
  ],
)

export const phpText: fc.Arbitrary<string> = fc.oneof(phpWord, phpBytes, phpNumeral)

export const phpInteger: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: -20, max: 20 }),
  fc.integer({ min: -1_000_000, max: 1_000_000 }),
)

/** Numbers with a fraction: what has none is an integer here. */
export const phpFloat: fc.Arbitrary<number> = fc
  .oneof(
    fc.double({ min: -1000, max: 1000, noNaN: true }),
    fc.integer({ min: -9999, max: 9999 }).map((value) => value / 100),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  )
  .filter((value) => !Number.isInteger(value))

export const phpScalar: fc.Arbitrary<PhpValue> = fc.oneof(
  phpText,
  phpInteger,
  phpFloat,
  fc.boolean(),
  fc.constant(null),
)

export const phpKey: fc.Arbitrary<number | string> = fc.oneof(
  fc.integer({ min: 0, max: 9 }),
  fc.constantFrom('a', 'b', 'A', 'key', '', 'é'),
)

export function phpArrayOf(value: fc.Arbitrary<PhpValue>): fc.Arbitrary<PhpArray> {
  const list = fc
    .array(value, { maxLength: 6 })
    .map((values) => values.map((item, at) => [at, item] as const))
  const map = fc.array(fc.tuple(phpKey, value), { maxLength: 6 })
  return fc.oneof(list, map).map((pairs) => arrayOf(pairs))
}

export const phpArray: fc.Arbitrary<PhpArray> = phpArrayOf(phpScalar)

export const phpValue: fc.Arbitrary<PhpValue> = fc.oneof(
  { weight: 4, arbitrary: phpScalar },
  { weight: 1, arbitrary: phpArray },
)
