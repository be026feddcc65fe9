import { isDigit, isNamePart } from './characters.ts'
import { codeAt, emit, type LexState } from './lexState.ts'
import { tokenKind } from './tokenKind.ts'

/** `12`, `1_000`, `0x1f`, `0b1`, `0o7`, `1.5`, `.5`, `1.`, `1e-3`. */
export function scanNumber(state: LexState): void {
  emit(state, tokenKind.number, endOfNumber(state.text, state.at))
}

function endOfNumber(text: string, at: number): number {
  const radix = codeAt(text, at) === 0x30 ? codeAt(text, at + 1) | 0x20 : 0
  if (radix === 0x78 || radix === 0x62 || radix === 0x6f) {
    const end = endOfDigits(text, at + 2, isHexOrGap)
    if (end > at + 2) return end
  }
  let end = endOfDigits(text, at, isDigitOrGap)
  if (codeAt(text, end) === 0x2e) end = endOfDigits(text, end + 1, isDigitOrGap)
  return endOfExponent(text, end)
}

function endOfExponent(text: string, at: number): number {
  if ((codeAt(text, at) | 0x20) !== 0x65) return at
  const sign = codeAt(text, at + 1)
  const from = sign === 0x2b || sign === 0x2d ? at + 2 : at + 1
  return isDigit(codeAt(text, from)) ? endOfDigits(text, from, isDigitOrGap) : at
}

function endOfDigits(text: string, from: number, isPart: (code: number) => boolean): number {
  let end = from
  while (end < text.length && isPart(text.charCodeAt(end))) end += 1
  return end
}

function isDigitOrGap(code: number): boolean {
  return isDigit(code) || code === 0x5f
}

function isHexOrGap(code: number): boolean {
  return isNamePart(code) && (code <= 0x39 || code === 0x5f || (code | 0x20) <= 0x66)
}
