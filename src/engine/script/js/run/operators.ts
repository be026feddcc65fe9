import type { BinaryOperator, UnaryOperator } from 'acorn'
import { jsStringCharsMax } from '../../../../domain/engineLimits.ts'
import { toBoolean, toNumber, toText } from './convert.ts'
import type { JsMeter } from './meter.ts'
import { known, marks, unknownValue } from './value.ts'
import type { JsPrimitive, JsValue } from './value.ts'

/** As JavaScript computes it, of what is known. */
export function applyBinary(
  operator: BinaryOperator,
  left: JsValue,
  right: JsValue,
  meter: JsMeter,
): JsValue {
  const union = left.marks | right.marks
  if (operator === '+') return add(left, right, meter)
  if (operator === '==' || operator === '===' || operator === '!=' || operator === '!==')
    return compare(operator, left, right)
  const arithmetic = arithmeticOf.get(operator)
  if (arithmetic === undefined) return order(operator, left, right)
  const [one, other] = [toNumber(left), toNumber(right)]
  if (one === undefined || other === undefined) return unknownValue(union)
  // Only who writes so that nobody reads it computes characters with xor.
  return known(arithmetic(one, other), operator === '^' ? union | marks.hidden : union)
}

const arithmeticOf: ReadonlyMap<string, (left: number, right: number) => number> = new Map([
  ['-', (left: number, right: number) => left - right],
  ['*', (left: number, right: number) => left * right],
  ['/', (left: number, right: number) => left / right],
  ['%', (left: number, right: number) => left % right],
  ['**', (left: number, right: number) => left ** right],
  ['|', (left: number, right: number) => left | right],
  ['&', (left: number, right: number) => left & right],
  ['^', (left: number, right: number) => left ^ right],
  ['<<', (left: number, right: number) => left << right],
  ['>>', (left: number, right: number) => left >> right],
  ['>>>', (left: number, right: number) => left >>> right],
])

function add(left: JsValue, right: JsValue, meter: JsMeter): JsValue {
  const union = left.marks | right.marks
  if (isNumeric(left) && isNumeric(right)) return known(Number(left.value) + Number(right.value), union)
  const [one, other] = [toText(left), toText(right)]
  if (one === undefined && other === undefined) return unknownValue(union)
  // Of an address with an unknown end, the beginning says whose it is.
  if (one === undefined || other === undefined) return halfKnown(one, other, union)
  meter.touch(Math.min(one.length, other.length) + 1)
  if (one.length + other.length > jsStringCharsMax) return unknownValue(union)
  return known(one + other, union)
}

/** `https://host/?c=` + something stays known, with a hole where the rest is; so does something + `.php`. */
function halfKnown(one: string | undefined, other: string | undefined, union: number): JsValue {
  const text = `${one ?? hole}${other ?? hole}`
  return text.includes('/') || text.includes('<') ? known(text, union) : unknownValue(union)
}

/** Stands in a known text for a part that is not known. */
export const hole = '\u0001'

function isNumeric(value: JsValue): value is {
  readonly kind: 'known'
  readonly value: number | boolean | null | undefined
  readonly marks: number
} {
  return value.kind === 'known' && typeof value.value !== 'string'
}

function compare(operator: '==' | '===' | '!=' | '!==', left: JsValue, right: JsValue): JsValue {
  const union = left.marks | right.marks
  const equal = equals(left, right, operator.length === 3)
  if (equal === undefined) return unknownValue(union)
  return known(operator.startsWith('!') ? !equal : equal, union)
}

function equals(left: JsValue, right: JsValue, isStrict: boolean): boolean | undefined {
  if (left.kind === 'known' && right.kind === 'known') {
    if (hasHole(left.value) || hasHole(right.value)) return undefined
    return isStrict ? left.value === right.value : looseEquals(left.value, right.value)
  }
  if (left.kind === 'object' && right.kind === 'object' && left === right) return true
  return undefined
}

function hasHole(value: JsPrimitive): boolean {
  return typeof value === 'string' && value.includes(hole)
}

function looseEquals(left: JsPrimitive, right: JsPrimitive): boolean {
  const isEmpty = (value: JsPrimitive): boolean => value === null || value === undefined
  if (isEmpty(left) || isEmpty(right)) return isEmpty(left) && isEmpty(right)
  return typeof left === typeof right ? left === right : Number(left) === Number(right)
}

function order(operator: BinaryOperator, left: JsValue, right: JsValue): JsValue {
  const union = left.marks | right.marks
  if (left.kind !== 'known' || right.kind !== 'known') return unknownValue(union)
  const [one, other] = [left.value, right.value]
  if (typeof one === 'string' && typeof other === 'string')
    return ordered(operator, one < other ? -1 : one > other ? 1 : 0, union)
  const difference = Number(one) - Number(other)
  return Number.isNaN(difference) ? known(false, union) : ordered(operator, difference, union)
}

function ordered(operator: BinaryOperator, difference: number, union: number): JsValue {
  const isTrue = orderOf.get(operator)
  return isTrue === undefined ? unknownValue(union) : known(isTrue(difference), union)
}

const orderOf: ReadonlyMap<string, (difference: number) => boolean> = new Map([
  ['<', (difference: number) => difference < 0],
  ['<=', (difference: number) => difference <= 0],
  ['>', (difference: number) => difference > 0],
  ['>=', (difference: number) => difference >= 0],
])

export function applyUnary(operator: UnaryOperator, value: JsValue): JsValue {
  if (operator === 'void') return known(undefined)
  if (operator === 'typeof') return typeOf(value)
  if (operator === 'delete') return known(true)
  if (operator === '!') {
    const truth = toBoolean(value)
    return truth === undefined ? unknownValue(value.marks) : known(!truth, value.marks)
  }
  const number = toNumber(value)
  if (number === undefined) return unknownValue(value.marks)
  return known(operator === '-' ? -number : operator === '~' ? ~number : number, value.marks)
}

function typeOf(value: JsValue): JsValue {
  if (value.kind === 'unknown') return unknownValue(value.marks)
  if (value.kind === 'known') return known(value.value === null ? 'object' : typeof value.value)
  if (value.nature.name === 'host') return unknownValue(0)
  return known(value.nature.name === 'function' || value.nature.name === 'native' ? 'function' : 'object')
}
