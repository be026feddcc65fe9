import { invariant } from '../domain/errors.ts'

/** What is hashed or signed: no fractions and no booleans, so that every value has one spelling in every language. */
export type CanonicalValue = null | string | number | CanonicalList | CanonicalObject
type CanonicalList = readonly CanonicalValue[]
export interface CanonicalObject {
  readonly [name: string]: CanonicalValue
}

/**
 * RFC 8785 text: properties by UTF-16 code units, no white space, ECMAScript string escapes. HF_BUG for an unsafe
 * integer or a string that is not well-formed Unicode, which the RFC refuses too.
 */
export function canonicalJson(value: CanonicalObject): string {
  invariant(isCanonicalValue(value), 'only safe integers and well-formed strings have a canonical form')
  return textOf(value)
}

/**
 * The value of `bytes`, or undefined when they are not the one spelling of any object: another property order, a
 * repeated name, white space, an escape that is not needed, invalid UTF-8.
 */
export function parseCanonicalJson(bytes: Buffer): CanonicalObject | undefined {
  try {
    const value = JSON.parse(bytes.toString('utf8')) as unknown
    if (!isCanonicalValue(value) || !isCanonicalObject(value)) return undefined
    return Buffer.from(textOf(value)).equals(bytes) ? value : undefined
  } catch (error) {
    // RangeError: nested deeper than the stack, which nothing of ours is.
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined
    throw error
  }
}

export function isCanonicalObject(value: CanonicalValue | undefined): value is CanonicalObject {
  return typeof value === 'object' && value !== null && !isList(value)
}

function textOf(value: CanonicalValue): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (isList(value)) return `[${value.map(textOf).join(',')}]`
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${textOf(member)}`).join(',')}}`
}

/** Array.isArray alone does not narrow a readonly array out of the union. */
function isList(value: object): value is CanonicalList {
  return Array.isArray(value)
}

const loneSurrogate = /\p{Surrogate}/u

function isCanonicalValue(value: unknown): value is CanonicalValue {
  if (value === null) return true
  if (typeof value === 'number') return Number.isSafeInteger(value)
  if (typeof value === 'string') return !loneSurrogate.test(value)
  if (typeof value !== 'object') return false
  return Object.entries(value).every(
    ([name, member]) => !loneSurrogate.test(name) && isCanonicalValue(member),
  )
}
