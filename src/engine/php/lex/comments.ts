import { isLineEnd } from './characters.ts'
import { codeAt, emit, isAfterArrow, type LexState } from './lexState.ts'
import { endOfScriptClose, scanOperator } from './punctuation.ts'
import { tokenKind } from './tokenKind.ts'

/** `//`, a block comment, or the operator `/`. */
export function scanSlash(state: LexState): void {
  const next = codeAt(state.text, state.at + 1)
  if (next === 0x2f) skipLine(state)
  else if (next === 0x2a) skipBlock(state)
  else scanOperator(state)
}

/** A line comment, or `#[` which opens an attribute. */
export function scanHash(state: LexState): void {
  if (codeAt(state.text, state.at + 1) === 0x5b && !isAfterArrow(state))
    emit(state, tokenKind.attribute, state.at + 2)
  else skipLine(state)
}

function skipBlock(state: LexState): void {
  const end = state.text.indexOf('*/', state.at + 2)
  state.at = end < 0 ? state.text.length : end + 2
}

/** A line comment ends at the line's end or before a closing tag. */
function skipLine(state: LexState): void {
  const { text } = state
  let at = state.at + 1
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (isLineEnd(code)) break
    if (code === 0x3f && text.charCodeAt(at + 1) === 0x3e) break
    if (code === 0x3c && state.inScriptTag && endOfScriptClose(text, at) > 0) break
    at += 1
  }
  state.at = at
}
