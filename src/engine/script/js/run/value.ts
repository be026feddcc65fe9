import type { ArrowFunctionExpression, FunctionDeclaration, FunctionExpression } from 'acorn'

/** Where a value may come from, as bits that are or-ed together. */
export const marks = {
  /** What a visitor typed into a field. */
  field: 1,
  /** A field of a payment card, or a form as a whole. */
  card: 2,
  cookie: 4,
  referrer: 8,
  agent: 16,
  /** Address of the page. */
  place: 32,
  storage: 64,
  /** Came from another machine. */
  remote: 128,
  /** A key that was pressed. */
  key: 256,
  clipboard: 512,
  /** Read from a text that nobody can read: numbers, base64, xor, a table of strings. */
  hidden: 1024,
  /** Read from escapes such as `%3C`. */
  escaped: 2048,
  /** Clock or random number. */
  chance: 4096,
  /** Host name of the page. */
  host: 8192,
  title: 16_384,
  /** A password. */
  secret: 32_768,
  /** Number of a letter of a text, or one that was written with other digits than ten. */
  coded: 65_536,
} as const
/** Any of marks or-ed; 0 is a value of the program itself. */
export type Marks = number

export type JsPrimitive = string | number | boolean | null | undefined

/** What is known of a value, over the runs that come to a place. */
export type JsValue =
  | { readonly kind: 'known'; readonly value: JsPrimitive; readonly marks: Marks }
  | { readonly kind: 'unknown'; readonly marks: Marks }
  | JsObject

/** Changed in place, as in the program. */
export interface JsObject {
  readonly kind: 'object'
  readonly nature: Nature
  readonly properties: Map<string, JsValue>
  proto: JsObject | null
  marks: Marks
}

/**
 * `native`: a function of the language, by its name, with what it was taken from. `host`: something of the browser or a
 * name that is not known, by the way to it: `document.body.appendChild`.
 */
export type Nature =
  | { readonly name: 'plain' }
  | { readonly name: 'array'; items: JsValue[] }
  | {
      readonly name: 'function'
      readonly code: FunctionNode
      readonly scope: Scope
      readonly receiver: JsValue | null
      /** Arguments that it was given before. */
      readonly bound: readonly JsValue[]
    }
  | { readonly name: 'native'; readonly path: string; readonly receiver: JsValue | null }
  | { readonly name: 'host'; readonly path: string; readonly owner: JsObject | null }
  | { readonly name: 'regexp'; readonly pattern: string; readonly flags: string }

export type FunctionNode = FunctionDeclaration | FunctionExpression | ArrowFunctionExpression

/** Names of one function; a block has none of its own. */
export interface Scope {
  readonly names: Map<string, JsValue>
  readonly parent: Scope | null
}

export function known(value: JsPrimitive, of: Marks = 0): JsValue {
  return { kind: 'known', value, marks: of }
}

export function unknownValue(of: Marks = 0): JsValue {
  return of === 0 ? nothingKnown : { kind: 'unknown', marks: of }
}

const nothingKnown: JsValue = { kind: 'unknown', marks: 0 }

export const undefinedValue: JsValue = { kind: 'known', value: undefined, marks: 0 }

export function objectOf(nature: Nature, of: Marks = 0): JsObject {
  return { kind: 'object', nature, properties: new Map(), proto: null, marks: of }
}

export function arrayOf(items: JsValue[], of: Marks = 0): JsObject {
  return objectOf({ name: 'array', items }, of)
}

export function hostOf(path: string, of: Marks = 0, owner: JsObject | null = null): JsObject {
  return objectOf({ name: 'host', path: path.slice(0, hostPathCharsMax), owner }, of)
}

/** A way is looked up by its end, and made longer by every call. */
const hostPathCharsMax = 120

export function nativeOf(path: string, receiver: JsValue | null): JsObject {
  return objectOf({ name: 'native', path, receiver }, receiver?.marks ?? 0)
}

/** Items of an array; undefined of anything else. */
export function itemsOf(value: JsValue | undefined): JsValue[] | undefined {
  return value?.kind === 'object' && value.nature.name === 'array' ? value.nature.items : undefined
}

/** A string that is known. */
export function textOf(value: JsValue | undefined): string | undefined {
  return value?.kind === 'known' && typeof value.value === 'string' ? value.value : undefined
}

export function isFunction(value: JsValue): boolean {
  return value.kind === 'object' && value.nature.name === 'function'
}

/** Whatever flowed into a value, its items and properties included, to a small depth. */
export function marksOf(value: JsValue, depth = 3): Marks {
  if (value.kind !== 'object' || depth === 0) return value.marks
  let all = value.marks
  const items = itemsOf(value)
  if (items !== undefined) for (const item of items.slice(0, inspectedItems)) all |= marksOf(item, depth - 1)
  let left = inspectedItems
  for (const property of value.properties.values()) {
    if (left === 0) break
    left -= 1
    all |= marksOf(property, depth - 1)
  }
  return all
}

/** What is sent has its fields in front. */
const inspectedItems = 64

export function withMarks(value: JsValue, more: Marks): JsValue {
  if (more === 0 || (value.marks & more) === more) return value
  if (value.kind === 'object') {
    value.marks |= more
    return value
  }
  return { ...value, marks: value.marks | more }
}

/** One of two values, nobody knows which: the longer text, so that an address is not lost. */
export function either(one: JsValue, other: JsValue): JsValue {
  if (other.kind === 'object') return other
  if (one.kind === 'object') return one
  const union = one.marks | other.marks
  const [first, second] = [textOf(one), textOf(other)]
  if (first === undefined && second === undefined)
    return isSame(one, other) ? { ...one, marks: union } : unknownValue(union)
  return known(longer(first ?? '', second ?? ''), union)
}

function longer(one: string, other: string): string {
  return one.length > other.length ? one : other
}

function isSame(one: JsValue, other: JsValue): boolean {
  return one.kind === 'known' && other.kind === 'known' && one.value === other.value
}
