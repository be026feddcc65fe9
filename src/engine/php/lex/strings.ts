import { isNameStart } from './characters.ts'
import { codeAt, emit, type LexState } from './lexState.ts'
import { tokenKind } from './tokenKind.ts'

/** `quoteAt` is behind the `b` that may stand before a string. */
export function scanSingleQuoted(state: LexState, quoteAt: number): void {
  const { text } = state
  let at = quoteAt + 1
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === 0x27) break
    at += code === 0x5c ? 2 : 1
  }
  emit(state, tokenKind.singleQuoted, Math.min(text.length, at + 1))
}

/** A string without variables is one token; one with them opens a template. */
export function scanDoubleQuoted(state: LexState, quoteAt: number): void {
  const { text } = state
  const end = endOfPlainText(text, quoteAt + 1, 0x22)
  if (end >= text.length || text.charCodeAt(end) === 0x22) {
    emit(state, tokenKind.doubleQuoted, Math.min(text.length, end + 1))
    return
  }
  openQuotes(state, quoteAt, '"')
  if (end > state.at) emit(state, tokenKind.templateText, end)
}

export function scanBacktick(state: LexState): void {
  openQuotes(state, state.at, '`')
}

/** Offset of the quote or of what starts an interpolation, or of the end of the text. */
export function endOfPlainText(text: string, from: number, quote: number): number {
  let at = from
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === quote) return at
    if ((code === 0x24 || code === 0x7b) && startsInterpolation(text, at, code)) return at
    at += code === 0x5c ? 2 : 1
  }
  return text.length
}

/** `$name`, `${` or `{$`. */
export function startsInterpolation(text: string, at: number, code: number): boolean {
  const next = codeAt(text, at + 1)
  return code === 0x24 ? next === 0x7b || isNameStart(next) : next === 0x24
}

function openQuotes(state: LexState, quoteAt: number, quote: '"' | '`'): void {
  emit(state, tokenKind.templateOpen, quoteAt + 1)
  state.templates.push({ quote, label: '', braces: state.braces })
  state.mode = 'template'
}
