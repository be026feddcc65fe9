import { isDigit } from './characters.ts'
import { codeAt, emit, type LexState } from './lexState.ts'
import { tokenKind } from './tokenKind.ts'

/** `12`, `1_000`, `0x1f`, `0b1`, `0o7`, `1.5`, `.5`, `1.`, `1e-3`. */
export function scanNumber(state: LexState): void {
  emit(state, tokenKind.number, endOfNumber(state.text, state.at))
}

type IsDigit = (code: number) => boolean

function endOfNumber(text: string, at: number): number {
  const ofRadix = codeAt(text, at) === 0x30 ? radixDigits.get(codeAt(text, at + 1) | 0x20) : undefined
  if (ofRadix?.(codeAt(text, at + 2)) === true) return endOfDigits(text, at + 2, ofRadix)
  let end = endOfDigits(text, at, isDigit)
  if (codeAt(text, end) === 0x2e) end = endOfDigits(text, end + 1, isDigit)
  return endOfExponent(text, end)
}

/** By the letter after the zero: x, b, o. */
const radixDigits: ReadonlyMap<number, IsDigit> = new Map([
  [0x78, (code: number) => isDigit(code) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x66)],
  [0x62, (code: number) => code === 0x30 || code === 0x31],
  [0x6f, (code: number) => code >= 0x30 && code <= 0x37],
])

function endOfExponent(text: string, at: number): number {
  if ((codeAt(text, at) | 0x20) !== 0x65) return at
  const sign = codeAt(text, at + 1)
  const from = sign === 0x2b || sign === 0x2d ? at + 2 : at + 1
  return isDigit(codeAt(text, from)) ? endOfDigits(text, from, isDigit) : at
}

/** Digits, and a `_` between two of them. */
function endOfDigits(text: string, from: number, isPart: IsDigit): number {
  let end = from
  while (isPart(codeAt(text, end))) {
    end += 1
    if (codeAt(text, end) === 0x5f && isPart(codeAt(text, end + 1))) end += 1
  }
  return end
}
