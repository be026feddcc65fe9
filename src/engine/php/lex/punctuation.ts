import { endOfBlanks, endOfLineEnd, endOfName, isDigit } from './characters.ts'
import { scanHeredoc } from './heredoc.ts'
import { codeAt, emit, type LexState } from './lexState.ts'
import { scanNumber } from './number.ts'
import { operatorKind, tokenKind } from './tokenKind.ts'

/** Operators of two and three characters; longer ones are tried first. */
const threeCharacters = new Set(
  ['===', '!==', '<=>', '**=', '...', '<<=', '>>=', '??=', '?->'].map(operatorKind),
)
const twoCharacters = new Set(
  '== != <> <= >= << >> ++ -- -> => ** += -= *= /= .= %= && &= || |= ^= :: ??'.split(' ').map(operatorKind),
)

/** Any operator that is not a bracket, comma or semicolon. */
export function scanOperator(state: LexState): void {
  const { text, at } = state
  const first = text.charCodeAt(at)
  const two = first | (text.charCodeAt(at + 1) << 8)
  const three = two | (text.charCodeAt(at + 2) << 16)
  if (threeCharacters.has(three)) emit(state, three, at + 3)
  else if (twoCharacters.has(two)) emit(state, two, at + 2)
  else emit(state, first, at + 1)
}

/** Brackets, comma, semicolon. */
export function scanSingle(state: LexState): void {
  emit(state, state.text.charCodeAt(state.at), state.at + 1)
}

export function scanOpeningBrace(state: LexState): void {
  state.braces += 1
  scanSingle(state)
}

/** The brace that closes the code of a template returns to its text. */
export function scanClosingBrace(state: LexState): void {
  if (state.braces === 0 && state.templates.length > 0) {
    emit(state, tokenKind.templateBraceEnd, state.at + 1)
    state.mode = 'template'
    return
  }
  scanSingle(state)
  if (state.braces > 0) state.braces -= 1
}

const castWords = new Set(
  'int integer bool boolean float double real string binary array object unset'.split(' '),
)
const longestCast = 7

/** `(` or a cast. */
export function scanParenthesis(state: LexState): void {
  const { text, at } = state
  const from = endOfBlanks(text, at + 1)
  const end = endOfCastWord(text, from)
  if (end > from && castWords.has(text.slice(from, end).toLowerCase())) {
    const close = endOfBlanks(text, end)
    if (text.charCodeAt(close) === 0x29) {
      emit(state, tokenKind.cast, close + 1)
      return
    }
  }
  scanSingle(state)
}

function endOfCastWord(text: string, from: number): number {
  let end = from
  while (
    end - from <= longestCast &&
    (codeAt(text, end) | 0x20) >= 0x61 &&
    (codeAt(text, end) | 0x20) <= 0x7a
  )
    end += 1
  return end
}

/** `?>`, `??`, `?->` or `?`. */
export function scanQuestion(state: LexState): void {
  if (codeAt(state.text, state.at + 1) === 0x3e) scanCloseTag(state, state.at + 2)
  else scanOperator(state)
}

/** `<` and its operators, a heredoc, or the tag that closes `<script language=php>`. */
export function scanLess(state: LexState): void {
  const { text, at } = state
  if (text.startsWith('<<<', at) && scanHeredoc(state, at)) return
  const close = state.inScriptTag ? endOfScriptClose(text, at) : -1
  if (close > 0) scanCloseTag(state, close)
  else scanOperator(state)
}

/** End of `</script>` at `at`, -1 when something else stands there. */
export function endOfScriptClose(text: string, at: number): number {
  if (text.slice(at, at + 8).toLowerCase() !== '</script') return -1
  let end = at + 8
  while (end < text.length && text.charCodeAt(end) <= 0x20) end += 1
  return text.charCodeAt(end) === 0x3e ? end + 1 : -1
}

/** `.` and its operators, or a number. */
export function scanDot(state: LexState): void {
  if (isDigit(codeAt(state.text, state.at + 1))) scanNumber(state)
  else scanOperator(state)
}

/** `$name` or `$`. */
export function scanVariable(state: LexState): void {
  const { text, at } = state
  const end = isDigit(codeAt(text, at + 1)) ? at + 1 : endOfName(text, at + 1)
  emit(state, end > at + 1 ? tokenKind.variable : 0x24, end)
}

export function scanUnknown(state: LexState): void {
  emit(state, tokenKind.unknown, state.at + 1)
}

function scanCloseTag(state: LexState, end: number): void {
  emit(state, tokenKind.closeTag, endOfLineEnd(state.text, end))
  state.mode = 'html'
}
