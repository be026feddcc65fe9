import type { ArrayItem, ArrayLiteral } from '../ast.ts'
import { mark } from './marks.ts'
import { accept, advance, expect, type Parser } from './parser.ts'

/** Items up to the bracket `close`, which is taken; the opening one was. */
export function arrayItems(parser: Parser, start: number, close: number): ArrayLiteral {
  const items: (ArrayItem | null)[] = []
  while (parser.kind !== close) {
    if (accept(parser, mark.comma)) {
      items.push(null)
      continue
    }
    items.push(item(parser))
    if (!accept(parser, mark.comma)) break
  }
  expect(parser, close)
  return { kind: 'array', items, start, end: parser.lastEnd }
}

function item(parser: Parser): ArrayItem {
  const { start } = parser
  const spread = accept(parser, mark.ellipsis)
  const byRef = accept(parser, mark.ampersand)
  const first = parser.grammar.expression(parser)
  if (parser.kind !== mark.doubleArrow)
    return { key: null, value: first, byRef, spread, start, end: parser.lastEnd }
  advance(parser)
  const valueByRef = accept(parser, mark.ampersand)
  const value = parser.grammar.expression(parser)
  return { key: first, value, byRef: valueByRef, spread, start, end: parser.lastEnd }
}
