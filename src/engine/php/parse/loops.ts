import type { DoWhile, Expression, For, Jump, While } from '../ast.ts'
import { tokenKind } from '../lex/tokenKind.ts'
import { bodyUpTo, condition } from './bodies.ts'
import { mark } from './marks.ts'
import { accept, acceptWord, advance, expect, fail, type Parser, tokenText, word } from './parser.ts'
import { numberOf } from './literal.ts'
import { endStatement } from './statementEnd.ts'

export function whileStatement(parser: Parser): While {
  const { start } = parser
  advance(parser)
  const test = condition(parser)
  const { body, end } = bodyUpTo(parser, 'endwhile')
  return { kind: 'while', test, body, start, end }
}

export function doWhile(parser: Parser): DoWhile {
  const { start } = parser
  advance(parser)
  const body = parser.grammar.statement(parser)
  if (!acceptWord(parser, 'while')) fail()
  const test = condition(parser)
  return { kind: 'do-while', body, test, start, end: endStatement(parser) }
}

export function forStatement(parser: Parser): For {
  const { start } = parser
  advance(parser)
  expect(parser, mark.openParenthesis)
  const init = listUpTo(parser, mark.semicolon)
  const tests = listUpTo(parser, mark.semicolon)
  const steps = listUpTo(parser, mark.closeParenthesis)
  const { body, end } = bodyUpTo(parser, 'endfor')
  return { kind: 'for', init, tests, steps, body, start, end }
}

function listUpTo(parser: Parser, close: number): Expression[] {
  const list: Expression[] = []
  while (parser.kind !== close) {
    list.push(parser.grammar.expression(parser))
    if (!accept(parser, mark.comma)) break
  }
  expect(parser, close)
  return list
}

export function breakOrContinue(parser: Parser): Jump {
  const { start } = parser
  const kind = word(parser) === 'break' ? 'break' : 'continue'
  advance(parser)
  const levels = takeLevels(parser)
  return { kind, levels, start, end: endStatement(parser) }
}

/** PHP allows parentheses around the number. */
function takeLevels(parser: Parser): number {
  const isEnclosed = accept(parser, mark.openParenthesis)
  const levels = parser.kind === tokenKind.number ? numberOf(tokenText(parser)) : 1
  if (parser.kind === tokenKind.number) advance(parser)
  if (isEnclosed) expect(parser, mark.closeParenthesis)
  return Math.max(1, levels)
}
