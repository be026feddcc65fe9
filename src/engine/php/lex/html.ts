import { codeAt, emit, type LexState } from './lexState.ts'
import { tokenKind } from './tokenKind.ts'

/** From text to the next opening tag, which is taken too. */
export function scanHtml(state: LexState): void {
  const open = nextOpening(state)
  if (open === undefined) {
    emit(state, tokenKind.html, state.text.length)
    return
  }
  if (open.start > state.at) emit(state, tokenKind.html, open.start)
  emit(state, open.kind, open.end)
  state.mode = 'code'
  state.inScriptTag = open.isScript
}

interface Opening {
  readonly start: number
  readonly end: number
  readonly kind: number
  readonly isScript: boolean
}

const openings = /<(?:\?|script\s+language\s*=\s*(?:php|"php"|'php')\s*>)/gi

function nextOpening({ text, at, tags }: LexState): Opening | undefined {
  openings.lastIndex = at
  for (let match = openings.exec(text); match !== null; match = openings.exec(text)) {
    const start = match.index
    const end = start + match[0].length
    if (match[0].length > 2) return { start, end, kind: tokenKind.openTag, isScript: true }
    const opening = shortOpening(text, start, tags)
    if (opening !== undefined) return opening
  }
  return undefined
}

/** `<?php` wants white space after it; without it is `<?` and a name that begins with php. */
function shortOpening(text: string, start: number, tags: 'all' | 'long'): Opening | undefined {
  const after = start + 2
  const isScript = false
  if (text.charAt(after) === '=') return { start, end: after + 1, kind: tokenKind.openEcho, isScript }
  const word = text.slice(after, after + 3).toLowerCase()
  if (word === 'php' && codeAt(text, after + 3) <= 0x20)
    return { start, end: after + 3, kind: tokenKind.openTag, isScript }
  if (tags === 'long' || word === 'xml') return undefined
  return { start, end: after, kind: tokenKind.openTag, isScript }
}
