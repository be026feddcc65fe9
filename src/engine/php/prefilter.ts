import { tokenKind } from './lex/tokenKind.ts'
import type { Tokens } from './lex/tokens.ts'
import { mark } from './parse/marks.ts'
import { nameSigns } from './prefilter/nameSigns.ts'
import { areWorthAnalysis, sign } from './prefilter/signs.ts'
import { textSigns } from './prefilter/stringSigns.ts'
import { endOf, kindAt, startOf, textOf, type TokenCursor } from './prefilter/tokenCursor.ts'
import { variableSigns } from './prefilter/variableSigns.ts'

/**
 * Whether a source may hold what the interpreter looks for, from its tokens alone: comments say nothing and no way to write
 * a call hides it. Made so that one file of ten of an honest program passes and nearly everything that is harmful.
 */
export function wantsAnalysis(text: string, tokens: Tokens): boolean {
  return areWorthAnalysis(signsOf(text, tokens))
}

/** What the tokens show, see `prefilter/signs.ts`. Ends early when a sign is enough alone. */
function signsOf(text: string, tokens: Tokens): number {
  const cursor = { text, tokens }
  const counts: Counts = { jumps: 0, pieces: 0 }
  let signs = 0
  for (let index = 0; index < tokens.count && (signs & sign.strong) === 0; index += 1)
    signs |= tokenSigns(cursor, index, counts)
  if (counts.jumps >= jumpsMin) signs |= sign.strong
  return counts.pieces >= piecesMin ? signs | sign.assembly : signs
}

/** Single characters that are joined to a word, and `goto`s: one is an accident, many are a method. */
interface Counts {
  jumps: number
  pieces: number
}

const jumpsMin = 3
const piecesMin = 6

function tokenSigns(cursor: TokenCursor, index: number, counts: Counts): number {
  const kind = kindAt(cursor, index)
  switch (kind) {
    case tokenKind.name:
      return nameSigns(cursor, index) | countedName(cursor, index, counts)
    case tokenKind.variable:
      return variableSigns(cursor, index)
    case tokenKind.singleQuoted:
    case tokenKind.doubleQuoted:
      countPiece(cursor, index, counts)
      return textSigns(cursor, index) | stringUseSigns(cursor, index)
    case tokenKind.templateText:
      return textSigns(cursor, index)
    case tokenKind.openEcho:
      return sign.output
    case tokenKind.number:
      return countPicked(cursor, index, counts)
    case tokenKind.unread:
    case tokenKind.haltData:
      return sign.strong
    default:
      return markSigns(cursor, index, kind)
  }
}

function markSigns(cursor: TokenCursor, index: number, kind: number): number {
  const next = kindAt(cursor, index + 1)
  if (next === mark.openParenthesis && endsValue.has(kind)) return sign.dynamicCall
  switch (kind) {
    case mark.dollar:
      return namesVariable.has(next) ? sign.variableVariable : 0
    case tokenKind.templateDollarBrace:
      return next === tokenKind.name ? 0 : sign.variableVariable
    case tokenKind.templateOpen:
      return cursor.text.charAt(startOf(cursor, index)) === '`' ? sign.strong : 0
    default:
      return 0
  }
}

/** Before a parenthesis: what stands there is called. */
const endsValue = new Set<number>([
  mark.closeParenthesis,
  mark.closeBracket,
  mark.closeBrace,
  tokenKind.templateClose,
])

/** After a dollar: the name is computed. */
const namesVariable = new Set<number>([mark.openBrace, mark.dollar, tokenKind.variable])

/** A string that is called, and one that is mixed with another bit by bit. */
function stringUseSigns(cursor: TokenCursor, index: number): number {
  const before = kindAt(cursor, index - 1)
  const next = kindAt(cursor, index + 1)
  if (next === mark.openParenthesis) return sign.dynamicCall
  if (before === mark.tilde || before === mark.caret || next === mark.caret) return sign.assembly
  return 0
}

/** `'a' .` and `. 'a'`: one or two letters or digits. */
function countPiece(cursor: TokenCursor, index: number, counts: Counts): void {
  if (endOf(cursor, index) - startOf(cursor, index) > 4) return
  if (!/^.[a-z0-9_]{1,2}.$/i.test(textOf(cursor, index))) return
  if (kindAt(cursor, index + 1) === mark.dot || kindAt(cursor, index - 1) === mark.dot) counts.pieces += 1
}

/** `$a[3] .` and `. $a[3]`: a character of a text that holds the alphabet. */
function countPicked(cursor: TokenCursor, index: number, counts: Counts): number {
  const close = kindAt(cursor, index + 1)
  const isPicked = close === mark.closeBracket || close === mark.closeBrace
  const isJoined = kindAt(cursor, index + 2) === mark.dot || kindAt(cursor, index - 3) === mark.dot
  if (isPicked && isJoined) counts.pieces += 1
  return 0
}

/** `goto`, and `chr(65)`, which is a piece too. */
function countedName(cursor: TokenCursor, index: number, counts: Counts): number {
  const length = endOf(cursor, index) - startOf(cursor, index)
  if (length === 4 && textOf(cursor, index).toLowerCase() === 'goto') counts.jumps += 1
  if (length === 3 && isLiteralChr(cursor, index)) counts.pieces += 1
  return 0
}

function isLiteralChr(cursor: TokenCursor, index: number): boolean {
  return kindAt(cursor, index + 2) === tokenKind.number && textOf(cursor, index).toLowerCase() === 'chr'
}
