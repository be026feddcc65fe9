import { unknown } from '../value.ts'
import type { PhpValue, PureFunction, Unknown } from '../value.ts'
import { toPhpBoolean, toPhpInteger, toPhpNumber, toPhpString } from './convert.ts'
import { numericText } from './numericText.ts'
import { isArray } from './phpArray.ts'
import { anything, integer, optional, pure } from './signature.ts'

/** What a value is, and a value as another type. A number without a fraction is an integer here. */
export const typeFunctions: Readonly<Record<string, PureFunction>> = {
  intval: pure([anything, optional(integer, 10)], ([value, base]) =>
    base === 10 || typeof value !== 'string' ? toPhpInteger(value) : integerOf(value, base),
  ),
  floatval: pure([anything], ([value]) => (isArray(value) ? unknown : toPhpNumber(value))),
  doubleval: pure([anything], ([value]) => (isArray(value) ? unknown : toPhpNumber(value))),
  strval: pure([anything], ([value]) => toPhpString(value)),
  boolval: pure([anything], ([value]) => toPhpBoolean(value)),
  is_array: pure([anything], ([value]) => isArray(value)),
  is_bool: pure([anything], ([value]) => typeof value === 'boolean'),
  is_float: pure([anything], ([value]) => isFloat(value)),
  is_double: pure([anything], ([value]) => isFloat(value)),
  is_int: pure([anything], ([value]) => Number.isSafeInteger(value)),
  is_integer: pure([anything], ([value]) => Number.isSafeInteger(value)),
  is_long: pure([anything], ([value]) => Number.isSafeInteger(value)),
  is_null: pure([anything], ([value]) => value === null),
  is_numeric: pure([anything], ([value]) => isNumeric(value)),
  is_object: pure([anything], () => false),
  is_resource: pure([anything], () => false),
  is_scalar: pure([anything], ([value]) => value !== null && !isArray(value)),
  is_string: pure([anything], ([value]) => typeof value === 'string'),
  gettype: pure([anything], ([value]) => typeName(value)),
  ctype_alnum: pure([anything], ([value]) => consistsOf(value, /^[A-Za-z0-9]+$/)),
  ctype_alpha: pure([anything], ([value]) => consistsOf(value, /^[A-Za-z]+$/)),
  ctype_cntrl: pure([anything], ([value]) => consistsOf(value, /^[\0-\x1f\x7f]+$/)),
  ctype_digit: pure([anything], ([value]) => consistsOf(value, /^[0-9]+$/)),
  ctype_graph: pure([anything], ([value]) => consistsOf(value, /^[!-~]+$/)),
  ctype_lower: pure([anything], ([value]) => consistsOf(value, /^[a-z]+$/)),
  ctype_print: pure([anything], ([value]) => consistsOf(value, /^[ -~]+$/)),
  ctype_punct: pure([anything], ([value]) => consistsOf(value, /^[!-/:-@[-`{-~]+$/)),
  ctype_space: pure([anything], ([value]) => consistsOf(value, /^[ \t\n\r\v\f]+$/)),
  ctype_upper: pure([anything], ([value]) => consistsOf(value, /^[A-Z]+$/)),
  ctype_xdigit: pure([anything], ([value]) => consistsOf(value, /^[A-Fa-f0-9]+$/)),
}

/** The digits that C's strtol reads, with the prefixes that base 0 knows. */
function integerOf(value: string, base: number): PhpValue | Unknown {
  const match = /^[ \t\n\r\v\f]*([+-]?)(0[xX]|0[bB]|0[oO])?([0-9A-Za-z]{0,64})/.exec(value)
  const [, sign = '', prefix = '', digits = ''] = match ?? []
  const actual = prefix === '' ? plainBase(digits, base) : prefixedBase(prefix.toLowerCase(), base)
  if (actual === unknown || actual < 2 || actual > 36) return unknown
  return signedInteger(sign, digits, actual)
}

function signedInteger(sign: string, digits: string, base: number): number | Unknown {
  const parsed = Number.parseInt(digits, base)
  const magnitude = Number.isNaN(parsed) ? 0 : parsed
  if (!Number.isSafeInteger(magnitude)) return unknown
  return sign === '-' ? 0 - magnitude : magnitude
}

function plainBase(digits: string, base: number): number {
  if (base !== 0) return base
  return digits.startsWith('0') ? 8 : 10
}

/** A prefix of another base, and that of octal numbers, is read by some versions only. */
function prefixedBase(prefix: string, base: number): number | Unknown {
  const named = prefix === '0x' ? 16 : 2
  return prefix !== '0o' && (base === named || base === 0) ? named : unknown
}

function isFloat(value: PhpValue): boolean {
  return typeof value === 'number' && !Number.isSafeInteger(value)
}

function isNumeric(value: PhpValue): boolean | Unknown {
  if (typeof value !== 'string') return typeof value === 'number'
  const numeric = numericText(value)
  return numeric?.after === 'space' ? unknown : numeric?.after === 'whole'
}

function typeName(value: PhpValue): string {
  if (value === null) return 'NULL'
  if (isArray(value)) return 'array'
  if (typeof value === 'number') return isFloat(value) ? 'double' : 'integer'
  return typeof value === 'boolean' ? 'boolean' : 'string'
}

/** Numbers are taken as codes of characters, and not in every version. */
function consistsOf(value: PhpValue, pattern: RegExp): boolean | Unknown {
  return typeof value === 'string' ? pattern.test(value) : unknown
}
