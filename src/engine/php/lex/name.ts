import { endOfName, isNameStart } from './characters.ts'
import { scanHeredoc } from './heredoc.ts'
import { codeAt, emit, type LexState } from './lexState.ts'
import { scanSingle } from './punctuation.ts'
import { scanDoubleQuoted, scanSingleQuoted } from './strings.ts'
import { tokenKind } from './tokenKind.ts'

/** A name with its namespace, or a string with `b` before it. */
export function scanName(state: LexState): void {
  const { text, at } = state
  let end = endOfName(text, at + 1)
  if (end === at + 1 && scanBinaryString(state)) return
  while (text.charCodeAt(end) === 0x5c && isNameStart(codeAt(text, end + 1))) end = endOfName(text, end + 1)
  emit(state, tokenKind.name, end)
}

/** `\name`, or a backslash that stands alone. */
export function scanBackslash(state: LexState): void {
  if (isNameStart(codeAt(state.text, state.at + 1))) scanName(state)
  else scanSingle(state)
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
