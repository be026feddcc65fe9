import { phpTokensMax } from '../../../domain/engineLimits.ts'
import { tokenKind } from './tokenKind.ts'

/** Kind, start and end of token `i` are at `3 * i`, `3 * i + 1` and `3 * i + 2`. Comments and white space are no tokens. */
export interface Tokens {
  readonly data: Int32Array
  readonly count: number
}

/** Tokens that are still being made. */
export interface TokenSink {
  data: Int32Array
  count: number
}

/** Clean code has a token every eight bytes; what has more lets the array grow. */
export function createTokenSink(textLength: number): TokenSink {
  return { data: new Int32Array(3 * (16 + (textLength >> 3))), count: 0 }
}

/** The caller asks `isFull` first. */
export function pushToken(sink: TokenSink, kind: number, start: number, end: number): void {
  const at = 3 * sink.count
  if (at + 3 > sink.data.length) grow(sink)
  sink.data[at] = kind
  sink.data[at + 1] = start
  sink.data[at + 2] = end
  sink.count += 1
}

/** True when the next token has to be the last one. */
export function isFull(sink: TokenSink): boolean {
  return sink.count >= phpTokensMax - 1
}

export function kindOf(tokens: Tokens, index: number): number {
  return index >= 0 && index < tokens.count ? (tokens.data[3 * index] ?? tokenKind.end) : tokenKind.end
}

function grow(sink: TokenSink): void {
  const data = new Int32Array(2 * sink.data.length)
  data.set(sink.data)
  sink.data = data
}
