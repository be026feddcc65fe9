import { kindOf, type Tokens } from '../lex/tokens.ts'

/** The tokens of a text, to look around in. */
export interface TokenCursor {
  readonly text: string
  readonly tokens: Tokens
}

export function kindAt({ tokens }: TokenCursor, index: number): number {
  return index < 0 ? 0 : kindOf(tokens, index)
}

export function startOf({ tokens }: TokenCursor, index: number): number {
  return tokens.data[3 * index + 1] ?? 0
}

export function endOf({ tokens }: TokenCursor, index: number): number {
  return tokens.data[3 * index + 2] ?? 0
}

export function textOf(cursor: TokenCursor, index: number): string {
  return cursor.text.slice(startOf(cursor, index), endOf(cursor, index))
}

export function lowerOf(cursor: TokenCursor, index: number): string {
  return textOf(cursor, index).toLowerCase()
}
