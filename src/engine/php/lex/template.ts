import { codeAt, emit, type LexState, type TemplateFrame } from './lexState.ts'
import { endOfName, isLineEnd, isNamePart, isNameStart } from './characters.ts'
import { endOfClosingAfter } from './heredoc.ts'
import { endOfPlainText, startsInterpolation } from './strings.ts'
import { tokenKind } from './tokenKind.ts'

/** The text of the innermost template up to its end or to the code in it. */
export function scanTemplate(state: LexState): void {
  const frame = state.templates.at(-1)
  if (frame === undefined) {
    state.mode = 'code'
    return
  }
  const end = frame.quote === '<' ? endOfHeredocText(state, frame.label) : endOfQuotedText(state, frame)
  if (end > state.at) emit(state, tokenKind.templateText, end)
  if (state.at >= state.text.length) return
  const code = state.text.charCodeAt(state.at)
  if (code === 0x24) scanDollar(state)
  else if (code === 0x7b) enterCode(state, tokenKind.templateBrace, 1)
  else closeTemplate(state, frame)
}

function endOfQuotedText(state: LexState, frame: TemplateFrame): number {
  return endOfPlainText(state.text, state.at, frame.quote.charCodeAt(0))
}

/** Offset of the line end before the closing name, of an interpolation, or of the end of the text. */
function endOfHeredocText({ text, at: from }: LexState, label: string): number {
  let at = from
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (isLineEnd(code) && endOfClosingAfter(text, at, label) >= 0) return at
    if ((code === 0x24 || code === 0x7b) && startsInterpolation(text, at, code)) return at
    at += code === 0x5c && !isLineEnd(codeAt(text, at + 1)) ? 2 : 1
  }
  return text.length
}

function scanDollar(state: LexState): void {
  if (codeAt(state.text, state.at + 1) === 0x7b) {
    enterCode(state, tokenKind.templateDollarBrace, 2)
    return
  }
  emit(state, tokenKind.variable, endOfName(state.text, state.at + 1))
  const index = endOfIndex(state.text, state.at)
  if (index > state.at) emit(state, tokenKind.templateIndex, index)
  else scanProperty(state)
}

function enterCode(state: LexState, kind: number, length: number): void {
  emit(state, kind, state.at + length)
  state.braces = 0
  state.mode = 'code'
}

/** End of `[name]`, `[12]`, `[-1]` or `[$name]`; `at` when there is none. */
function endOfIndex(text: string, at: number): number {
  if (codeAt(text, at) !== 0x5b) return at
  const sign = codeAt(text, at + 1)
  const from = sign === 0x24 || sign === 0x2d ? at + 2 : at + 1
  const end = isNamePart(codeAt(text, from)) ? endOfName(text, from) : from
  return end > from && codeAt(text, end) === 0x5d ? end + 1 : at
}

function scanProperty(state: LexState): void {
  const { text, at } = state
  const name = text.startsWith('->', at) ? at + 2 : text.startsWith('?->', at) ? at + 3 : at
  if (name > at && isNameStart(codeAt(text, name)))
    emit(state, tokenKind.templateProperty, endOfName(text, name))
}

function closeTemplate(state: LexState, frame: TemplateFrame): void {
  const { text, at } = state
  const end = frame.quote === '<' ? endOfClosingAfter(text, at, frame.label) : at + 1
  emit(state, tokenKind.templateClose, end)
  state.templates.pop()
  state.braces = frame.braces
  state.mode = 'code'
}
