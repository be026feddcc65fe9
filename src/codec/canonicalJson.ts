import { HoldfastError } from '../domain/errors.ts'

/** What may be hashed or signed: no fractions and no booleans, so that every value has one spelling. */
export type CanonicalValue =
  | null
  | string
  | number
  | readonly CanonicalValue[]
  | { readonly [name: string]: CanonicalValue }

/**
 * RFC 8785 text of `value`: property order by UTF-16 code units, no white space, ECMAScript string escapes. Numbers are
 * safe integers and strings are well-formed Unicode, else HF_BUG: the RFC has no one spelling for anything else.
 */
export function canonicalJson(value: CanonicalValue): string {
  if (value === null) return 'null'
  if (typeof value === 'number') return integerText(value)
  if (typeof value === 'string') return stringText(value)
  if (isCanonicalArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${stringText(name)}:${canonicalJson(member)}`).join(',')}}`
}

/**
 * The value of `bytes`, or undefined when they are not the one canonical spelling of any value: another property
 * order, a repeated name, white space, an escape that is not needed, invalid UTF-8.
 */
export function parseCanonicalJson(bytes: Buffer): CanonicalValue | undefined {
  try {
    const value = JSON.parse(bytes.utf8Slice()) as unknown
    return isCanonicalValue(value) && Buffer.from(canonicalJson(value)).equals(bytes) ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined
    throw error
  }
}

/** Array.isArray alone does not narrow a readonly array out of the union. */
export function isCanonicalArray(value: object): value is readonly CanonicalValue[] {
  return Array.isArray(value)
}

function integerText(value: number): string {
  if (!Number.isSafeInteger(value)) throw new HoldfastError('HF_BUG', `not a safe integer: ${String(value)}`)
  return JSON.stringify(value)
}

const loneSurrogate = /\p{Surrogate}/u

function stringText(value: string): string {
  if (loneSurrogate.test(value)) throw new HoldfastError('HF_BUG', 'not well-formed Unicode')
  return JSON.stringify(value)
}

function isCanonicalValue(value: unknown): value is CanonicalValue {
  if (value === null) return true
  if (typeof value === 'number') return Number.isSafeInteger(value)
  if (typeof value === 'string') return !loneSurrogate.test(value)
  if (typeof value !== 'object') return false
  return Object.entries(value).every(([name, member]) => !loneSurrogate.test(name) && isCanonicalValue(member))
}
