import type { Expression } from '../ast.ts'
import { tokenKind } from '../lex/tokenKind.ts'
import { mark } from './marks.ts'
import { isTooDeep, nested } from './nesting.ts'
import { accept, expect, fail, type Parser, takeVariable } from './parser.ts'

/** `$name`, `$$name`, `${expression}`. */
export function variable(parser: Parser): Expression {
  const { start } = parser
  if (parser.kind === tokenKind.variable) {
    const name = takeVariable(parser)
    return { kind: 'variable', name, start, end: parser.lastEnd }
  }
  expect(parser, mark.dollar)
  if (isTooDeep(parser)) return fail()
  const name = accept(parser, mark.openBrace) ? nameInBraces(parser) : nested(parser, variable)
  return { kind: 'variable', name, start, end: parser.lastEnd }
}

function nameInBraces(parser: Parser): Expression {
  const name = parser.grammar.expression(parser)
  expect(parser, mark.closeBrace)
  return name
}
