import type { Try } from '../ast.ts'
import { tokenKind } from '../lex/tokenKind.ts'
import { block } from './block.ts'
import { mark } from './marks.ts'
import { acceptWord, advance, expect, type Parser, takeVariable, word } from './parser.ts'
import { skipType } from './typeName.ts'

export function tryStatement(parser: Parser): Try {
  const { start } = parser
  advance(parser)
  const body = block(parser)
  const catches: Try['catches'][number][] = []
  while (word(parser) === 'catch') catches.push(catchClause(parser))
  const last = acceptWord(parser, 'finally') ? block(parser) : null
  return { kind: 'try', body, catches, last, start, end: parser.lastEnd }
}

function catchClause(parser: Parser): Try['catches'][number] {
  advance(parser)
  expect(parser, mark.openParenthesis)
  skipType(parser)
  const variable = parser.kind === tokenKind.variable ? takeVariable(parser) : null
  expect(parser, mark.closeParenthesis)
  return { variable, body: block(parser) }
}
