import type { Expression, Opaque } from '../ast.ts'
import { phpLinksMax, phpNestingMax } from '../../../domain/engineLimits.ts'
import { tokenKind } from '../lex/tokenKind.ts'
import { mark } from './marks.ts'
import { advance, expect, type Parser } from './parser.ts'

/** Whether one more construct around is too much for the stack of those who walk the tree. */
export function isTooDeep(parser: Parser): boolean {
  return parser.depth >= phpNestingMax
}

/** Reads a construct one level below. */
export function nested<T>(parser: Parser, read: (parser: Parser) => T): T {
  const outer = parser.height
  parser.depth += 1
  parser.height = 0
  const result = read(parser)
  parser.depth -= 1
  parser.height = Math.max(outer, parser.height + 1)
  return result
}

/** Puts what was read so far one level below; it is opaque when that is too deep. */
export function lowered(parser: Parser, expression: Expression): Expression {
  parser.height += 1
  if (parser.height < phpLinksMax) return expression
  parser.height = 0
  return opaque(parser, expression.start, expression.end)
}

export function opaque(parser: Parser, start: number, end: number): Opaque {
  parser.opaque.push({ start, end })
  return { kind: 'opaque', start, end }
}

/** The brace that closes what begins at `start`. The end of the text closes all, as in a file that was cut off. */
export function takeClosingBrace(parser: Parser, start: number): void {
  if (parser.kind === tokenKind.end) opaque(parser, start, start + 1)
  else expect(parser, mark.closeBrace)
}

/** Passes over an expression: to the comma, semicolon or closing bracket that ends it. */
export function skipExpression(parser: Parser): Opaque {
  const { start } = parser
  skipBalanced(parser, endsExpression)
  return opaque(parser, start, Math.max(start, parser.lastEnd))
}

/** Passes over a statement: its semicolon included, or its braces. */
export function skipStatement(parser: Parser): Opaque {
  const { start } = parser
  if (skipBalanced(parser, endsStatement) && parser.kind === mark.semicolon) advance(parser)
  return opaque(parser, start, Math.max(start, parser.lastEnd))
}

/** Passes over the bracket that was met and all up to the one that closes it. */
export function skipBrackets(parser: Parser): void {
  let open = 0
  do {
    open += bracketStep(parser.kind)
    advance(parser)
  } while (open > 0 && parser.kind !== tokenKind.end)
}

/** True when it stopped before a token that ends it, false after braces that end a statement. */
function skipBalanced(parser: Parser, ends: (kind: number) => boolean): boolean {
  let open = 0
  for (;;) {
    if (parser.kind === tokenKind.end || (open === 0 && ends(parser.kind))) return true
    const isBrace = parser.kind === mark.closeBrace
    open += bracketStep(parser.kind)
    if (open < 0) return true
    advance(parser)
    if (isBrace && open === 0 && ends === endsStatement) return false
  }
}

function endsExpression(kind: number): boolean {
  return kind === mark.comma || endsStatement(kind)
}

function endsStatement(kind: number): boolean {
  return kind === mark.semicolon || kind === tokenKind.closeTag
}

const opening = new Set<number>([
  mark.openBrace,
  mark.openBracket,
  mark.openParenthesis,
  tokenKind.attribute,
  tokenKind.templateBrace,
  tokenKind.templateDollarBrace,
  tokenKind.templateOpen,
])
const closing = new Set<number>([
  mark.closeBrace,
  mark.closeBracket,
  mark.closeParenthesis,
  tokenKind.templateBraceEnd,
  tokenKind.templateClose,
])

function bracketStep(kind: number): number {
  return opening.has(kind) ? 1 : closing.has(kind) ? -1 : 0
}
