import type { Foreach } from '../ast.ts'
import { bodyUpTo } from './bodies.ts'
import { mark } from './marks.ts'
import { accept, acceptWord, advance, expect, fail, type Parser } from './parser.ts'

export function foreachStatement(parser: Parser): Foreach {
  const { start } = parser
  advance(parser)
  expect(parser, mark.openParenthesis)
  const subject = parser.grammar.expression(parser)
  if (!acceptWord(parser, 'as')) fail()
  const { key, value, byRef } = variables(parser)
  expect(parser, mark.closeParenthesis)
  const { body, end } = bodyUpTo(parser, 'endforeach')
  return { kind: 'foreach', subject, key, value, byRef, body, start, end }
}

function variables(parser: Parser): Pick<Foreach, 'key' | 'value' | 'byRef'> {
  const firstByRef = accept(parser, mark.ampersand)
  const first = parser.grammar.operand(parser)
  if (!accept(parser, mark.doubleArrow)) return { key: null, value: first, byRef: firstByRef }
  const byRef = accept(parser, mark.ampersand)
  return { key: first, value: parser.grammar.operand(parser), byRef }
}
