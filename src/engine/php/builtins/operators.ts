import { phpStringBytesMax } from '../../../domain/engineLimits.ts'
import { unknown } from '../value.ts'
import type { Meter, PhpArray, PhpValue, Unknown } from '../value.ts'
import {
  compareValues,
  floatResult,
  integerOrFloat,
  looseEquals,
  strictEquals,
  toPhpBoolean,
  toPhpInteger,
  toPhpNumber,
  toPhpString,
} from './convert.ts'
import { incrementedText } from './incrementedText.ts'
import { numericText } from './numericText.ts'
import { hasCells, isArray } from './phpArray.ts'

type Operator = (left: PhpValue, right: PhpValue, meter: Meter) => PhpValue | Unknown

/**
 * `operator` is written in lower case and without `=`; unknown for one that is none. Where PHP 8 ends the program and
 * PHP 7 goes on (a division by zero, a word as a number), the answer is that of PHP 7.
 */
export function applyBinary(
  operator: string,
  left: PhpValue,
  right: PhpValue,
  meter: Meter,
): PhpValue | Unknown {
  const apply = binary.get(operator)
  return apply === undefined ? unknown : apply(left, right, meter)
}

export function isBinaryOperator(operator: string): boolean {
  return binary.has(operator)
}

export function applyUnary(
  operator: '!' | '-' | '+' | '~',
  operand: PhpValue,
  meter: Meter,
): PhpValue | Unknown {
  meter.touch(operandBytes(operand))
  switch (operator) {
    case '!':
      return !toPhpBoolean(operand)
    case '+':
      return toPhpNumber(operand)
    case '-':
      return numeric((value) => integerOrFloat(-value), operand)
    case '~':
      return complement(operand)
  }
}

/** What `++` leaves in the variable. */
export function increment(value: PhpValue, meter: Meter): PhpValue | Unknown {
  meter.touch(operandBytes(value))
  if (value === null) return 1
  if (typeof value === 'number') return integerOrFloat(value + 1)
  return typeof value === 'string' ? incrementedText(value) : sameFlag(value)
}

/** What `--` leaves in the variable: words and null stay as they are. */
export function decrement(value: PhpValue, meter: Meter): PhpValue | Unknown {
  meter.touch(operandBytes(value))
  if (value === '') return -1
  if (typeof value === 'number') return integerOrFloat(value - 1)
  if (typeof value !== 'string') return value === null ? null : sameFlag(value)
  const number = wholeNumber(value)
  if (number === unknown) return unknown
  return number === undefined ? value : integerOrFloat(number - 1)
}

const binary: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['.', concatenate],
  ['+', add],
  ['-', arithmetic((left, right) => left - right)],
  ['*', arithmetic((left, right) => left * right)],
  ['/', arithmetic((left, right) => left / right)],
  ['%', remainder],
  ['**', power],
  ['<<', integers(shiftLeft)],
  ['>>', integers(shiftRight)],
  ['&', bits(sharedLength, (left, right) => left & right)],
  ['|', bits(longerLength, (left, right) => left | right)],
  ['^', bits(sharedLength, (left, right) => left ^ right)],
  ['==', compared(looseEquals)],
  ['!=', compared(looseDiffers)],
  ['<>', compared(looseDiffers)],
  ['===', compared(strictEquals)],
  ['!==', compared((left, right, meter) => not(strictEquals(left, right, meter)))],
  ['<', ordered((order) => order < 0)],
  ['<=', ordered((order) => order <= 0)],
  ['>', ordered((order) => order > 0)],
  ['>=', ordered((order) => order >= 0)],
  ['<=>', ordered((order) => order)],
  ['&&', (left, right) => toPhpBoolean(left) && toPhpBoolean(right)],
  ['and', (left, right) => toPhpBoolean(left) && toPhpBoolean(right)],
  ['||', (left, right) => toPhpBoolean(left) || toPhpBoolean(right)],
  ['or', (left, right) => toPhpBoolean(left) || toPhpBoolean(right)],
  ['xor', (left, right) => toPhpBoolean(left) !== toPhpBoolean(right)],
  ['??', (left, right) => left ?? right],
])

/**
 * The longer side is charged a sixteenth: V8 joins strings without copying, and copies them once when one is read, so a
 * loop that appends is cheap and one that appends and reads is not.
 */
function concatenate(left: PhpValue, right: PhpValue, meter: Meter): PhpValue | Unknown {
  const one = toPhpString(left)
  const other = toPhpString(right)
  if (one.length + other.length > phpStringBytesMax) return unknown
  meter.touch(Math.min(one.length, other.length) + Math.max(one.length, other.length) / 16)
  return one + other
}

function add(left: PhpValue, right: PhpValue, meter: Meter): PhpValue | Unknown {
  if (isArray(left) && isArray(right)) return union(left, right, meter)
  return addNumbers(left, right, meter)
}

const addNumbers = arithmetic((left, right) => left + right)

function union(left: PhpArray, right: PhpArray, meter: Meter): PhpArray | Unknown {
  if (!hasCells(left.entries.size + right.entries.size, meter)) return unknown
  const entries = new Map(left.entries)
  for (const [key, value] of right.entries) if (!entries.has(key)) entries.set(key, value)
  return { entries, next: Math.max(left.next, right.next) }
}

function arithmetic(compute: (left: number, right: number) => number): Operator {
  return (left, right, meter) => {
    meter.touch(operandBytes(left) + operandBytes(right))
    return numeric((one) => numeric((other) => result(one, other, compute(one, other)), right), left)
  }
}

function result(left: number, right: number, value: number): number | Unknown {
  const isInteger = Number.isSafeInteger(left) && Number.isSafeInteger(right)
  return isInteger ? integerOrFloat(value) : floatResult(value)
}

function remainder(left: PhpValue, right: PhpValue, meter: Meter): PhpValue | Unknown {
  return integers((one, other) => (other === 0n ? unknown : one % other))(left, right, meter)
}

function power(left: PhpValue, right: PhpValue, meter: Meter): PhpValue | Unknown {
  meter.touch(operandBytes(left) + operandBytes(right))
  return numeric((base) => numeric((exponent) => powerOf(base, exponent), right), left)
}

function powerOf(base: number, exponent: number): number | Unknown {
  const value = base ** exponent
  if (Number.isSafeInteger(base) && Number.isSafeInteger(exponent) && exponent >= 0)
    return integerOrFloat(value)
  // The C library and V8 may differ in the last digit, which an echo of 14 digits does not show.
  return floatResult(value)
}

function integers(compute: (left: bigint, right: bigint) => bigint | Unknown): Operator {
  return (left, right, meter) => {
    meter.touch(operandBytes(left) + operandBytes(right))
    if (isArray(left) || isArray(right)) return unknown
    const one = toPhpInteger(left)
    const other = toPhpInteger(right)
    if (one === unknown || other === unknown) return unknown
    const value = compute(BigInt(one), BigInt(other))
    return value === unknown ? unknown : integerOrFloatOf(value)
  }
}

function integerOrFloatOf(value: bigint): number | Unknown {
  const number = Number(BigInt.asIntN(64, value))
  return Number.isSafeInteger(number) ? number : unknown
}

function shiftLeft(left: bigint, right: bigint): bigint | Unknown {
  if (right < 0n) return unknown
  return right >= 64n ? 0n : left << right
}

function shiftRight(left: bigint, right: bigint): bigint | Unknown {
  if (right < 0n) return unknown
  return left >> (right >= 64n ? 63n : right)
}

/** Two strings byte by byte, everything else as integers of 64 bits. */
function bits(length: (left: string, right: string) => number, combine: BitOperator): Operator {
  const combineIntegers = integers((left, right) => bigBits(left, right, combine))
  return (left, right, meter) => {
    if (typeof left !== 'string' || typeof right !== 'string') return combineIntegers(left, right, meter)
    const bytes = length(left, right)
    meter.touch(left.length + right.length + bytes)
    const out = Buffer.alloc(bytes)
    for (let at = 0; at < bytes; at += 1) out[at] = combine(byteAt(left, at), byteAt(right, at))
    return out.toString('latin1')
  }
}

type BitOperator = (left: number, right: number) => number

/** In pieces of 16 bits, which the same operator of numbers takes. */
function bigBits(left: bigint, right: bigint, combine: BitOperator): bigint {
  let value = 0n
  for (let shift = 0n; shift < 64n; shift += 16n) {
    const piece = combine(Number((left >> shift) & 0xffffn), Number((right >> shift) & 0xffffn))
    value |= BigInt(piece) << shift
  }
  return value
}

function byteAt(text: string, at: number): number {
  return at < text.length ? text.charCodeAt(at) : 0
}

function sharedLength(left: string, right: string): number {
  return Math.min(left.length, right.length)
}

function longerLength(left: string, right: string): number {
  return Math.max(left.length, right.length)
}

function compared(test: (left: PhpValue, right: PhpValue, meter: Meter) => boolean | Unknown): Operator {
  return (left, right, meter) => {
    meter.touch(operandBytes(left) + operandBytes(right))
    return test(left, right, meter)
  }
}

function ordered(answer: (order: number) => PhpValue): Operator {
  return (left, right, meter) => {
    meter.touch(operandBytes(left) + operandBytes(right))
    const order = compareValues(left, right, meter)
    return order === unknown ? unknown : answer(order)
  }
}

function looseDiffers(left: PhpValue, right: PhpValue, meter: Meter): boolean | Unknown {
  return not(looseEquals(left, right, meter))
}

function not(value: boolean | Unknown): boolean | Unknown {
  return value === unknown ? unknown : !value
}

function complement(operand: PhpValue): PhpValue | Unknown {
  if (typeof operand === 'number') return integerOrFloat(-Math.trunc(operand) - 1)
  if (typeof operand !== 'string') return unknown
  const bytes = Buffer.from(operand, 'latin1')
  for (const [at, byte] of bytes.entries()) bytes[at] = ~byte
  return bytes.toString('latin1')
}

function numeric(use: (value: number) => number | Unknown, value: PhpValue): number | Unknown {
  const number = toPhpNumber(value)
  return number === unknown ? unknown : use(number)
}

/** A flag is neither counted up nor down; an array ends the program. */
function sameFlag(value: PhpValue): PhpValue | Unknown {
  return typeof value === 'boolean' ? value : unknown
}

function wholeNumber(text: string): number | Unknown | undefined {
  const numeral = numericText(text)
  if (numeral === undefined || numeral.after === 'rest') return undefined
  return numeral.after === 'space' ? unknown : integerOrFloat(numeral.value)
}

/** What reading an operand costs; comparisons of arrays pay for the elements they look at. */
function operandBytes(value: PhpValue): number {
  return typeof value === 'string' ? value.length : 16
}
