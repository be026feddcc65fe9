import { unknown } from '../value.ts'
import type { PhpValue, PureFunction, Unknown } from '../value.ts'
import { compareValues, floatResult, integerOrFloat } from './convert.ts'
import { applyBinary } from './operators.ts'
import { isArray } from './phpArray.ts'
import { anything, integer, number, optional, pure, rest, text } from './signature.ts'

/** Numbers, their bases and the larger of two. */
export const mathFunctions: Readonly<Record<string, PureFunction>> = {
  abs: pure([number], ([value]) => integerOrFloat(Math.abs(value))),
  ceil: pure([number], ([value]) => floatResult(Math.ceil(value))),
  floor: pure([number], ([value]) => floatResult(Math.floor(value))),
  round: pure([number, optional(integer, 0)], ([value, places]) => rounded(value, places)),
  sqrt: pure([number], ([value]) => floatResult(Math.sqrt(value))),
  pi: pure([], () => Math.PI),
  pow: pure([anything, anything], ([base, exponent], meter) => applyBinary('**', base, exponent, meter)),
  intdiv: pure([integer, integer], ([left, right]) =>
    right === 0 ? unknown : integerOrFloat(Math.trunc(left / right)),
  ),
  fmod: pure([number, number], ([left, right]) => floatResult(left % right)),
  is_nan: pure([number], ([value]) => Number.isNaN(value)),
  is_infinite: pure([number], ([value]) => Math.abs(value) === Infinity),
  is_finite: pure([number], ([value]) => Number.isFinite(value)),
  dechex: pure([integer], ([value]) => BigInt.asUintN(64, BigInt(value)).toString(16)),
  decoct: pure([integer], ([value]) => BigInt.asUintN(64, BigInt(value)).toString(8)),
  decbin: pure([integer], ([value]) => BigInt.asUintN(64, BigInt(value)).toString(2)),
  hexdec: pure([text], ([digits]) => integerOrFloat(valueOf(digits, 16))),
  octdec: pure([text], ([digits]) => integerOrFloat(valueOf(digits, 8))),
  bindec: pure([text], ([digits]) => integerOrFloat(valueOf(digits, 2))),
  base_convert: pure([text, integer, integer], ([digits, from, to]) => {
    if (from < 2 || from > 36 || to < 2 || to > 36) return unknown
    const value = valueOf(digits, from)
    return Number.isSafeInteger(value) ? value.toString(to) : unknown
  }),
  max: pure([anything, rest(anything)], ([first, others], meter) =>
    extreme(first, others, (candidate, best) => {
      const order = compareValues(candidate, best, meter)
      return order === unknown ? unknown : order > 0
    }),
  ),
  min: pure([anything, rest(anything)], ([first, others], meter) =>
    extreme(first, others, (candidate, best) => {
      const order = compareValues(candidate, best, meter)
      return order === unknown ? unknown : order < 0
    }),
  ),
}

/** Half away from zero. Decimal places go by what the number looks like, as PHP does before it rounds. */
function rounded(value: number, places: number): PhpValue | Unknown {
  if (!Number.isFinite(value)) return value
  if (Number.isInteger(value) && places >= 0) return integerOrFloat(value)
  const magnitude = Math.abs(value) * 10 ** places
  if (places < 0 || places > 15 || magnitude > 1e12) return unknown
  const scaled = Number(magnitude.toPrecision(15))
  return floatResult(Math.sign(value) * (Math.round(scaled) / 10 ** places))
}

/** Digits of another base are passed over, and so are signs and prefixes. */
function valueOf(digits: string, base: number): number {
  // Past 64 digits the value has left the integers whatever follows, and base 2 has no more.
  let value = 0
  for (let at = 0; at < digits.length && Number.isSafeInteger(value); at += 1) {
    const digit = digitOf(digits.charCodeAt(at))
    if (digit < base) value = value * base + digit
  }
  return Number.isSafeInteger(value) ? value : 2 ** 53
}

function digitOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  const lower = code | 32
  return lower >= 97 && lower <= 122 ? lower - 87 : 36
}

function extreme(
  first: PhpValue,
  others: readonly PhpValue[],
  isBetter: (candidate: PhpValue, best: PhpValue) => boolean | Unknown,
): PhpValue | Unknown {
  const candidates = others.length === 0 && isArray(first) ? [...first.entries.values()] : [first, ...others]
  const [start, ...following] = candidates
  if (start === undefined || (others.length === 0 && !isArray(first))) return unknown
  let best = start
  for (const candidate of following) {
    const better = isBetter(candidate, best)
    if (better === unknown) return unknown
    if (better) best = candidate
  }
  return best
}
