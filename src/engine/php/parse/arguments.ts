import type { Argument } from '../ast.ts'
import { tokenKind } from '../lex/tokenKind.ts'
import { mark } from './marks.ts'
import { accept, advance, expect, nextKind, type Parser, takeName } from './parser.ts'

/** `(a, ...b, name: c)` and `(...)`. */
export function callArguments(parser: Parser): Argument[] {
  expect(parser, mark.openParenthesis)
  const list: Argument[] = []
  while (parser.kind !== mark.closeParenthesis) {
    list.push(argument(parser))
    if (!accept(parser, mark.comma)) break
  }
  expect(parser, mark.closeParenthesis)
  return list
}

function argument(parser: Parser): Argument {
  const { start } = parser
  if (accept(parser, mark.ellipsis)) return spreadOrPlaceholder(parser, start)
  const name = takeArgumentName(parser)
  const value = parser.grammar.expression(parser)
  return { value, type: 'plain', name, start, end: parser.lastEnd }
}

function spreadOrPlaceholder(parser: Parser, start: number): Argument {
  if (parser.kind === mark.closeParenthesis) {
    const end = parser.lastEnd
    return {
      value: { kind: 'constant', name: '...', start, end },
      type: 'placeholder',
      name: null,
      start,
      end,
    }
  }
  const value = parser.grammar.expression(parser)
  return { value, type: 'spread', name: null, start, end: parser.lastEnd }
}

function takeArgumentName(parser: Parser): string | null {
  if (parser.kind !== tokenKind.name || nextKind(parser) !== mark.colon) return null
  const name = takeName(parser)
  advance(parser)
  return name
}
