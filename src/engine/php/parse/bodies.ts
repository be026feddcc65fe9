import type { Block, Expression, Statement } from '../ast.ts'
import { mark } from './marks.ts'
import { acceptWord, expect, fail, type Parser } from './parser.ts'
import { endStatement } from './statementEnd.ts'

/** `(a)`, parentheses taken. */
export function condition(parser: Parser): Expression {
  expect(parser, mark.openParenthesis)
  const test = parser.grammar.expression(parser)
  expect(parser, mark.closeParenthesis)
  return test
}

/** The body of a loop: a statement, or `: ... endword;`. */
export function bodyUpTo(
  parser: Parser,
  endWord: string,
): { readonly body: Statement; readonly end: number } {
  if (parser.kind !== mark.colon) {
    const body = parser.grammar.statement(parser)
    return { body, end: body.end }
  }
  const body = colonBlock(parser, new Set([endWord]))
  if (!acceptWord(parser, endWord)) fail()
  return { body, end: endStatement(parser) }
}

/** `: ...` up to one of the words, which is not taken. */
export function colonBlock(parser: Parser, stops: ReadonlySet<string>): Block {
  const { start } = parser
  expect(parser, mark.colon)
  const body = parser.grammar.statements(parser, stops)
  return { kind: 'block', body, start, end: parser.lastEnd }
}
