import type { Block } from '../ast.ts'
import { mark } from './marks.ts'
import { expect, type Parser } from './parser.ts'

/** `{ ... }`. */
export function block(parser: Parser): Block {
  const { start } = parser
  expect(parser, mark.openBrace)
  const body = parser.grammar.statements(parser, noStops)
  expect(parser, mark.closeBrace)
  return { kind: 'block', body, start, end: parser.lastEnd }
}

const noStops: ReadonlySet<string> = new Set()
