import type { CharacterSet } from '../characterSet.ts'

/** A regular expression of the kind that is matched in linear time. */
export type Pattern =
  | { readonly kind: 'set'; readonly set: CharacterSet }
  | { readonly kind: 'sequence'; readonly parts: readonly Pattern[] }
  /** The first that matches is taken. */
  | { readonly kind: 'choice'; readonly options: readonly Pattern[] }
  | Repeat
  /** `index` counts from 1. */
  | { readonly kind: 'group'; readonly index: number; readonly body: Pattern }
  | { readonly kind: 'assertion'; readonly assertion: Assertion }

export interface Repeat {
  readonly kind: 'repeat'
  readonly body: Pattern
  readonly least: number
  /** Infinity for no end. */
  readonly most: number
  readonly prefers: 'more' | 'fewer'
}

export type Assertion =
  | 'text-start'
  | 'text-end'
  /** The end, or before the line end that is the last character. */
  | 'last-line-end'
  | 'line-start'
  | 'line-end'
  | 'word-edge'
  | 'no-word-edge'

export interface Flags {
  readonly caseless: boolean
  readonly dotIsAll: boolean
  readonly lines: boolean
  readonly lazy: boolean
  readonly dollarIsEnd: boolean
  readonly anchored: boolean
}

/** True when it can match the empty text. */
export function isNullable(pattern: Pattern): boolean {
  switch (pattern.kind) {
    case 'set':
      return false
    case 'assertion':
      return true
    case 'group':
      return isNullable(pattern.body)
    case 'sequence':
      return pattern.parts.every(isNullable)
    case 'choice':
      return pattern.options.some(isNullable)
    case 'repeat':
      return pattern.least === 0 || isNullable(pattern.body)
  }
}
