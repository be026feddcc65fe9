import { scanPiece } from './code.ts'
import { scanHtml } from './html.ts'
import { isArrow, type LexState } from './lexState.ts'
import { scanTemplate } from './template.ts'
import { tokenKind } from './tokenKind.ts'
import { createTokenSink, isFull, kindOf, pushToken, type Tokens } from './tokens.ts'

/** How a source is read: from text outside of tags or from code, and whether a bare `<?` opens code. */
export interface PhpReading {
  readonly start: 'html' | 'php'
  readonly tags: 'all' | 'long'
}

/**
 * Splits a latin1 text into tokens as PHP's scanner does. Linear: every byte is taken once, but for the text of a string
 * up to its first variable. A construct without an end takes the rest, and so does `unread` after phpTokensMax tokens.
 */
export function lexPhp(text: string, reading: PhpReading): Tokens {
  const state: LexState = {
    text,
    tags: reading.tags,
    sink: createTokenSink(text.length),
    at: 0,
    mode: reading.start === 'php' ? 'code' : 'html',
    templates: [],
    braces: 0,
    inScriptTag: false,
  }
  while (state.at < text.length && !isFull(state.sink)) scanMode(state)
  if (state.at < text.length) pushToken(state.sink, tokenKind.unread, state.at, text.length)
  return state.sink
}

function scanMode(state: LexState): void {
  switch (state.mode) {
    case 'html':
      scanHtml(state)
      break
    case 'code':
      scanCode(state)
      break
    case 'template':
      scanTemplate(state)
      break
  }
}

function scanCode(state: LexState): void {
  const { text, sink } = state
  while (state.mode === 'code' && state.at < text.length && !isFull(sink)) {
    const before = sink.count
    scanPiece(state)
    if (sink.count > before && isHalt(state)) scanHalt(state)
  }
}

const haltWord = '__halt_compiler'

/** Whether the last token ends the program; after `->` the word is the name of a property. */
function isHalt({ text, sink }: LexState): boolean {
  const last = 3 * (sink.count - 1)
  if (sink.data[last] !== tokenKind.name) return false
  const start = sink.data[last + 1] ?? 0
  if ((sink.data[last + 2] ?? 0) - start !== haltWord.length || text.charCodeAt(start) !== 0x5f) return false
  return (
    text.slice(start, start + haltWord.length).toLowerCase() === haltWord &&
    !isArrow(kindOf(sink, sink.count - 2))
  )
}

/** `()` and `;` or a closing tag make all that follows data. */
function scanHalt(state: LexState): void {
  if (nextKind(state) !== 0x28 || nextKind(state) !== 0x29) return
  const end = nextKind(state)
  if (end !== 0x3b && end !== tokenKind.closeTag) return
  if (state.at < state.text.length) pushToken(state.sink, tokenKind.haltData, state.at, state.text.length)
  state.at = state.text.length
}

function nextKind(state: LexState): number {
  const { text, sink } = state
  const before = sink.count
  while (sink.count === before && state.at < text.length && state.mode === 'code') scanPiece(state)
  return sink.count === before ? tokenKind.end : kindOf(sink, before)
}
