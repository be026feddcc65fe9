import type { Block, Expression, Statement } from '../ast.ts'
import { tokenKind } from '../lex/tokenKind.ts'
import { keepBlock } from './block.ts'
import { mark } from './marks.ts'
import { opaque } from './nesting.ts'
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
  takeEndWord(parser, endWord, body.start)
  return { body, end: endStatement(parser) }
}

/** The word that closes what begins at `start`. The end of the text closes all, as in a file that was cut off. */
export function takeEndWord(parser: Parser, endWord: string, start: number): void {
  if (parser.kind === tokenKind.end) opaque(parser, start, start + 1)
  else if (!acceptWord(parser, endWord)) fail()
}

/** `: ...` up to one of the words, which is not taken. */
export function colonBlock(parser: Parser, stops: ReadonlySet<string>): Block {
  const { start } = parser
  const blocksBefore = parser.blocks.length
  expect(parser, mark.colon)
  const body = parser.grammar.statements(parser, stops)
  return keepBlock(parser, blocksBefore, { kind: 'block', body, start, end: parser.lastEnd })
}
