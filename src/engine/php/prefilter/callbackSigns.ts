import { callbackTakers } from '../lists/callbacks.ts'
import { operatorKind, tokenKind } from '../lex/tokenKind.ts'
import { sign } from './signs.ts'
import { kindAt, lowerOf, textOf, type TokenCursor } from './tokenCursor.ts'
import { stringSigns } from './words.ts'

/** Arguments that are longer are taken to hold something that is not written there. */
const argumentTokensMax = 96

/**
 * Signs of a function that takes a callback, called at `index`: none when the callback stands there as a closure, a method
 * or the name of a function that does no harm.
 */
export function callbackSigns(cursor: TokenCursor, index: number, name: string): number {
  const position = callbackTakers.get(name)?.index
  if (position === undefined) return sign.callback
  const first = position < 0 ? lastArgument(cursor, index) : argumentAt(cursor, index, position)
  if (first === undefined) return sign.callback
  return isWritten(cursor, first) ? writtenSigns(cursor, first) : sign.callback
}

const mark = {
  comma: operatorKind(','),
  openBracket: operatorKind('['),
  openParenthesis: operatorKind('('),
  closeParenthesis: operatorKind(')'),
} as const

const opening = new Set(['(', '[', '{'].map(operatorKind))
const closing = new Set([')', ']', '}'].map(operatorKind))
const ends = new Set([',', ')', ']'].map(operatorKind))

/** Index of the first token of an argument; undefined when there is none or it is too far away. */
function argumentAt(cursor: TokenCursor, index: number, position: number): number | undefined {
  return argumentStarts(cursor, index)?.[position]
}

function lastArgument(cursor: TokenCursor, index: number): number | undefined {
  return argumentStarts(cursor, index)?.at(-1)
}

function argumentStarts(cursor: TokenCursor, index: number): number[] | undefined {
  const starts = [index + 2]
  let depth = 0
  for (let at = index + 2; at < index + 2 + argumentTokensMax; at += 1) {
    const kind = kindAt(cursor, at)
    if (opening.has(kind)) depth += 1
    else if (closing.has(kind)) depth -= 1
    else if (kind === mark.comma && depth === 0) starts.push(at + 1)
    if (depth < 0) return starts
  }
  return starts.length > 1 ? starts : undefined
}

const closureWords = new Set(['function', 'fn', 'static', 'null'])

function isWritten(cursor: TokenCursor, first: number): boolean {
  const kind = kindAt(cursor, first)
  if (kind === tokenKind.singleQuoted || kind === tokenKind.doubleQuoted)
    return ends.has(kindAt(cursor, first + 1))
  if (kind === mark.closeParenthesis) return true
  if (kind === tokenKind.name && closureWords.has(lowerOf(cursor, first))) return true
  return isWrittenPair(cursor, first)
}

/** `[$this, 'method']`, `array('Class', 'method')`. */
function isWrittenPair(cursor: TokenCursor, first: number): boolean {
  const isLong = kindAt(cursor, first) === tokenKind.name && lowerOf(cursor, first) === 'array'
  if (!isLong && kindAt(cursor, first) !== mark.openBracket) return false
  for (let at = first + (isLong ? 2 : 1); at < first + pairTokensMax; at += 1) {
    if (kindAt(cursor, at) !== mark.comma) continue
    const isName =
      kindAt(cursor, at + 1) === tokenKind.singleQuoted || kindAt(cursor, at + 1) === tokenKind.doubleQuoted
    return isName && ends.has(kindAt(cursor, at + 2))
  }
  return false
}

const pairTokensMax = 8

function writtenSigns(cursor: TokenCursor, first: number): number {
  const named = stringSigns.get(textOf(cursor, first).slice(1, -1).toLowerCase()) ?? 0
  return (named & sign.sinkName) === 0 ? 0 : sign.callback
}
