import { endOfName, isNameStart } from './characters.ts'
import { scanHeredoc } from './heredoc.ts'
import { codeAt, emit, isAfterArrow, type LexState } from './lexState.ts'
import { scanSingle } from './punctuation.ts'
import { scanDoubleQuoted, scanSingleQuoted } from './strings.ts'
import { tokenKind } from './tokenKind.ts'

/** A name with its namespace, the name of a property, or a string with `b` before it. */
export function scanName(state: LexState): void {
  const { text, at } = state
  const end = endOfName(text, at + 1)
  if (isAfterArrow(state)) {
    emit(state, tokenKind.name, end)
    return
  }
  if (end === at + 1 && scanBinaryString(state)) return
  scanQualified(state, end)
}

/** `\name`, or a backslash that stands alone. */
export function scanBackslash(state: LexState): void {
  if (isNameStart(codeAt(state.text, state.at + 1))) scanQualified(state, endOfName(state.text, state.at + 1))
  else scanSingle(state)
}

function scanQualified(state: LexState, endOfFirst: number): void {
  const { text } = state
  let end = endOfFirst
  while (text.charCodeAt(end) === 0x5c && isNameStart(codeAt(text, end + 1))) end = endOfName(text, end + 1)
  emit(state, tokenKind.name, end)
}

function scanBinaryString(state: LexState): boolean {
  const { text, at } = state
  if ((text.charCodeAt(at) | 0x20) !== 0x62) return false
  const quote = codeAt(text, at + 1)
  if (quote === 0x27) scanSingleQuoted(state, at + 1)
  else if (quote === 0x22) scanDoubleQuoted(state, at + 1)
  else return text.startsWith('<<<', at + 1) && scanHeredoc(state, at + 1)
  return true
}
