import { endOfBlanks, endOfLineEnd, endOfName, isLineEnd, isNamePart, isNameStart } from './characters.ts'
import { codeAt, emit, type LexState } from './lexState.ts'
import { tokenKind } from './tokenKind.ts'

/** Opens the heredoc or nowdoc at `<<<`, which stands at `marksAt`; false when there is none. */
export function scanHeredoc(state: LexState, marksAt: number): boolean {
  const opening = openingAt(state.text, marksAt)
  if (opening === undefined) return false
  emit(state, tokenKind.templateOpen, opening.end)
  if (opening.isRaw) scanNowdoc(state, opening.label)
  else openHeredoc(state, opening.label)
  return true
}

/**
 * The closing name of a heredoc when it stands on the line that begins at `lineStart`: its end, -1 otherwise. It may be
 * indented, and what follows it must not be a part of a longer name.
 */
function endOfClosing(text: string, lineStart: number, label: string): number {
  const at = endOfBlanks(text, lineStart)
  const end = at + label.length
  return text.startsWith(label, at) && !isNamePart(codeAt(text, end)) ? end : -1
}

/** The closing token at the line end `at` of a heredoc, when the next line closes it: its end, -1 otherwise. */
export function endOfClosingAfter(text: string, at: number, label: string): number {
  return endOfClosing(text, endOfLineEnd(text, at), label)
}

interface HeredocOpening {
  readonly label: string
  readonly isRaw: boolean
  /** After the line end. */
  readonly end: number
}

function openingAt(text: string, marksAt: number): HeredocOpening | undefined {
  const at = endOfBlanks(text, marksAt + 3)
  const quote = text.charAt(at) === "'" || text.charAt(at) === '"' ? text.charAt(at) : ''
  const labelAt = at + quote.length
  if (!isNameStart(codeAt(text, labelAt))) return undefined
  const labelEnd = endOfName(text, labelAt)
  if (!text.startsWith(quote, labelEnd)) return undefined
  const lineEnd = labelEnd + quote.length
  if (!isLineEnd(codeAt(text, lineEnd))) return undefined
  const label = text.slice(labelAt, labelEnd)
  return { label, isRaw: quote === "'", end: endOfLineEnd(text, lineEnd) }
}

function openHeredoc(state: LexState, label: string): void {
  const close = endOfClosing(state.text, state.at, label)
  if (close >= 0) {
    emit(state, tokenKind.templateClose, close)
    return
  }
  state.templates.push({ quote: '<', label, braces: state.braces })
  state.mode = 'template'
}

function scanNowdoc(state: LexState, label: string): void {
  const { text } = state
  let close = endOfClosing(text, state.at, label)
  let at = state.at
  while (close < 0 && at < text.length) {
    at = nextLineEnd(text, at)
    if (at < text.length) close = endOfClosingAfter(text, at, label)
    if (close < 0) at = endOfLineEnd(text, at)
  }
  if (at > state.at) emit(state, tokenKind.templateText, at)
  if (close >= 0) emit(state, tokenKind.templateClose, close)
}

function nextLineEnd(text: string, from: number): number {
  let at = from
  while (at < text.length && !isLineEnd(text.charCodeAt(at))) at += 1
  return at
}
