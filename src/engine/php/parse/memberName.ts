import type { Expression } from '../ast.ts'
import { tokenKind } from '../lex/tokenKind.ts'
import { mark } from './marks.ts'
import { accept, advance, expect, fail, type Parser, tokenText } from './parser.ts'

/** `name` or `{expression}` behind an arrow. */
export function memberName(parser: Parser): string | Expression {
  if (accept(parser, mark.openBrace)) {
    const name = parser.grammar.expression(parser)
    expect(parser, mark.closeBrace)
    return name
  }
  if (parser.kind !== tokenKind.name) return fail()
  const name = tokenText(parser)
  advance(parser)
  return name
}
