import { scanHash, scanSlash } from './comments.ts'
import type { LexState } from './lexState.ts'
import { scanBackslash, scanName } from './name.ts'
import { scanNumber } from './number.ts'
import {
  scanClosingBrace,
  scanDot,
  scanLess,
  scanOpeningBrace,
  scanOperator,
  scanParenthesis,
  scanQuestion,
  scanSingle,
  scanUnknown,
  scanVariable,
} from './punctuation.ts'
import { scanBacktick, scanDoubleQuoted, scanSingleQuoted } from './strings.ts'

/** Takes what stands at `state.at`, at least one byte: a token, a comment or white space. */
export function scanPiece(state: LexState): void {
  const scan = scanners[state.text.charCodeAt(state.at)] ?? scanUnknown
  scan(state)
}

type Scanner = (state: LexState) => void

function skipWhiteSpace(state: LexState): void {
  const { text } = state
  let at = state.at + 1
  while (at < text.length && scanners[text.charCodeAt(at)] === skipWhiteSpace) at += 1
  state.at = at
}

const scanners: readonly Scanner[] = scannerTable()

function scannerTable(): Scanner[] {
  const table = new Array<Scanner>(256).fill(scanUnknown)
  const fill = (characters: string, scan: Scanner): void => {
    for (const character of characters) table[character.charCodeAt(0)] = scan
  }
  for (let code = 0x80; code < 0x100; code += 1) table[code] = scanName
  fill('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_', scanName)
  fill('0123456789', scanNumber)
  fill(' \t\r\n', skipWhiteSpace)
  fill(')],;[~@', scanSingle)
  fill('=!>+-*%&|^:', scanOperator)
  fill('$', scanVariable)
  fill("'", (state) => {
    scanSingleQuoted(state, state.at)
  })
  fill('"', (state) => {
    scanDoubleQuoted(state, state.at)
  })
  fill('`', scanBacktick)
  fill('(', scanParenthesis)
  fill('{', scanOpeningBrace)
  fill('}', scanClosingBrace)
  fill('?', scanQuestion)
  fill('<', scanLess)
  fill('.', scanDot)
  fill('/', scanSlash)
  fill('#', scanHash)
  fill('\\', scanBackslash)
  return table
}
