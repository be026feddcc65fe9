import { phpValueDepthMax } from '../../../domain/engineLimits.ts'
import { unknown } from '../value.ts'
import type { ArrayKey, Meter, PhpArray, PhpValue, Unknown } from '../value.ts'
import { floatText } from './floatText.ts'
import { numericText } from './numericText.ts'
import type { NumericText } from './numericText.ts'
import { isArray } from './phpArray.ts'

/**
 * The conversions of PHP. Where versions differ the answer is unknown, except where one of them ends the program: what
 * is known of a value is known over the runs that come to it. A number without a fraction below 2^53 is an integer.
 */

/** From here on a number has no place in PHP's integers, so it can only be a float. */
const integerEnd = 2 ** 63
/** A float from here on is written with an exponent, an integer never. */
const floatExponentFrom = 1e14

/** The number when it can only mean one thing; unknown for what may be a large integer or a float near one. */
export function integerOrFloat(value: number): number | Unknown {
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value
  return Number.isInteger(value) && Math.abs(value) < integerEnd ? unknown : value
}

/** The same for a value that PHP holds as a float whatever its digits. */
export function floatResult(value: number): number | Unknown {
  const magnitude = Math.abs(value)
  return Number.isInteger(value) && magnitude >= floatExponentFrom ? unknown : integerOrFloat(value)
}

/** An array becomes the word `Array`, as in every PHP. */
export function toPhpString(value: PhpValue): string {
  if (typeof value === 'string') return value
  if (value === null || value === false) return ''
  if (value === true) return '1'
  if (typeof value !== 'number') return 'Array'
  return Number.isSafeInteger(value) ? integerText(value) : floatText(value)
}

/** For arithmetic: a string counts by the number it begins with; arrays have none. */
export function toPhpNumber(value: PhpValue): number | Unknown {
  if (value === null || value === false) return 0
  if (value === true) return 1
  if (typeof value === 'number') return integerOrFloat(value)
  if (isArray(value)) return unknown
  const numeric = numericText(value)
  return numeric === undefined ? 0 : numberOf(numeric.value, numeric.isInteger)
}

/** `(int)` and integer operands; unknown beyond the safe integers. */
export function toPhpInteger(value: PhpValue): number | Unknown {
  if (isArray(value)) return value.entries.size === 0 ? 0 : 1
  const number = toPhpNumber(value)
  if (number === unknown) return unknown
  const whole = Math.trunc(number)
  return Number.isSafeInteger(whole) ? whole + 0 : unknown
}

export function toPhpBoolean(value: PhpValue): boolean {
  if (isArray(value)) return value.entries.size > 0
  return value !== null && value !== false && value !== 0 && value !== '' && value !== '0'
}

/** Unknown for what is no key: arrays, and floats without a place among the integers. */
export function arrayKeyOf(value: PhpValue): ArrayKey | Unknown {
  if (value === null) return ''
  if (typeof value === 'string') return keyOfText(value)
  if (isArray(value)) return unknown
  return toPhpInteger(value)
}

/** A string as key: only the text that an integer is written as becomes one. */
export function keyOfText(text: string): ArrayKey {
  if (text.length === 0 || text.length > 20) return text
  const value = Number(text)
  // An integer beyond the safe ones keeps its text, which finds the same element.
  return Number.isSafeInteger(value) && integerText(value) === text ? value : text
}

/** `==`. */
export function looseEquals(left: PhpValue, right: PhpValue, meter: Meter): boolean | Unknown {
  if (Number.isNaN(left) || Number.isNaN(right)) return unknownUnlessPlain(left, right)
  if (isArray(left) && isArray(right)) return equalArrays(left, right, { meter, depth: 0, strict: false })
  const order = compareValues(left, right, meter)
  return order === unknown ? unknown : order === 0
}

/** `===`. Arrays are the same when they hold the same pairs in the same order. */
export function strictEquals(left: PhpValue, right: PhpValue, meter: Meter): boolean | Unknown {
  if (isArray(left) && isArray(right)) return equalArrays(left, right, { meter, depth: 0, strict: true })
  return left === right
}

/** `<=>`: negative, 0 or positive. Unknown also for what has no order (NAN, arrays with other keys). */
export function compareValues(left: PhpValue, right: PhpValue, meter: Meter): number | Unknown {
  return compareAt(left, right, { meter, depth: 0, strict: false })
}

/** Order of two strings by their bytes. */
export function compareBytes(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}

interface Walk {
  readonly meter: Meter
  readonly depth: number
  readonly strict: boolean
}

function compareAt(left: PhpValue, right: PhpValue, walk: Walk): number | Unknown {
  walk.meter.touch(16)
  if (typeof left === 'boolean' || typeof right === 'boolean') return compareFlags(left, right)
  if (left === null || right === null) return compareWithNull(left, right)
  if (isArray(left)) return isArray(right) ? compareArrays(left, right, walk) : 1
  return isArray(right) ? -1 : compareScalars(left, right)
}

function compareFlags(left: PhpValue, right: PhpValue): number {
  return Number(toPhpBoolean(left)) - Number(toPhpBoolean(right))
}

function compareWithNull(left: PhpValue, right: PhpValue): number {
  if (typeof left === 'string') return left === '' ? 0 : 1
  if (typeof right === 'string') return right === '' ? 0 : -1
  return compareFlags(left, right)
}

function compareScalars(left: number | string, right: number | string): number | Unknown {
  if (typeof left === 'number')
    return typeof right === 'number' ? compareNumbers(left, right) : compareNumberAndText(left, right)
  return typeof right === 'number' ? negated(compareNumberAndText(right, left)) : compareStrings(left, right)
}

function compareNumbers(left: number, right: number): number | Unknown {
  if (Number.isNaN(left) || Number.isNaN(right)) return unknown
  return Math.sign(left === right ? 0 : left - right)
}

function compareStrings(left: string, right: string): number | Unknown {
  const one = numericText(left)
  const other = numericText(right)
  if (left === right || !isWholeNumber(one) || !isWholeNumber(other)) return compareBytes(left, right)
  // Blanks at the end are part of a number since PHP 8.
  if (one.after === 'space' || other.after === 'space') return unknown
  // Integers beyond the safe ones are not told apart here.
  if (one.isInteger && other.isInteger && !(isSafe(one) && isSafe(other))) return unknown
  return compareNumbers(one.value, other.value)
}

function isWholeNumber(numeric: NumericText | undefined): numeric is NumericText {
  return numeric !== undefined && numeric.after !== 'rest'
}

function isSafe(numeric: NumericText): boolean {
  return Number.isSafeInteger(numeric.value)
}

/** PHP 8 compares with a text that is no number as texts, PHP 7 as numbers: known where both say the same. */
function compareNumberAndText(left: number, right: string): number | Unknown {
  const numeric = numericText(right)
  if (numeric?.after === 'whole') {
    const value = numberOf(numeric.value, numeric.isInteger)
    return value === unknown ? unknown : compareNumbers(left, value)
  }
  const asNumbers = compareNumbers(left, numeric?.value ?? 0)
  if (numeric?.after === 'space') return asNumbers
  const asTexts = compareBytes(toPhpString(left), right)
  return asNumbers === asTexts ? asTexts : unknown
}

function compareArrays(left: PhpArray, right: PhpArray, walk: Walk): number | Unknown {
  if (left.entries.size !== right.entries.size) return Math.sign(left.entries.size - right.entries.size)
  if (walk.depth >= phpValueDepthMax) return unknown
  const deeper = { ...walk, depth: walk.depth + 1 }
  for (const [key, value] of left.entries) {
    const other = right.entries.get(key)
    if (other === undefined) return unknown
    const order = compareAt(value, other, deeper)
    if (order !== 0) return order
  }
  return 0
}

function equalArrays(left: PhpArray, right: PhpArray, walk: Walk): boolean | Unknown {
  if (left.entries.size !== right.entries.size) return false
  if (walk.depth >= phpValueDepthMax) return unknown
  if (walk.strict && !sameOrder(left, right, walk.meter)) return false
  const deeper = { ...walk, depth: walk.depth + 1 }
  for (const [key, value] of left.entries) {
    const other = right.entries.get(key)
    const equal = other === undefined ? false : equalAt(value, other, deeper)
    if (equal !== true) return equal
  }
  return true
}

function equalAt(left: PhpValue, right: PhpValue, walk: Walk): boolean | Unknown {
  walk.meter.touch(16)
  if (isArray(left) && isArray(right)) return equalArrays(left, right, walk)
  return walk.strict ? left === right : looseEquals(left, right, walk.meter)
}

function sameOrder(left: PhpArray, right: PhpArray, meter: Meter): boolean {
  meter.touch(left.entries.size * 16)
  const keys = right.entries.keys()
  for (const key of left.entries.keys()) if (keys.next().value !== key) return false
  return true
}

function unknownUnlessPlain(left: PhpValue, right: PhpValue): boolean | Unknown {
  const other = Number.isNaN(left) ? right : left
  if (typeof other === 'number') return false
  return typeof other === 'boolean' ? other : unknown
}

function negated(order: number | Unknown): number | Unknown {
  return order === unknown ? unknown : 0 - order
}

function numberOf(value: number, isInteger: boolean): number | Unknown {
  return isInteger ? integerOrFloat(value) : floatResult(value)
}

function integerText(value: number): string {
  return value === 0 ? '0' : value.toFixed(0)
}
