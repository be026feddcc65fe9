import type { ClassReference, Expression } from '../ast.ts'
import { tokenKind } from '../lex/tokenKind.ts'
import { mark } from './marks.ts'
import { memberName } from './memberName.ts'
import { lowered } from './nesting.ts'
import { advance, expect, type Parser, takeName } from './parser.ts'

/** What may name a class after `new` and `instanceof`: a name, `(expression)`, or a variable with its members, no call. */
export function classReference(parser: Parser): ClassReference {
  if (parser.kind === tokenKind.name) {
    const name = takeName(parser)
    return parser.kind === mark.doubleColon ? members(parser, memberOf(parser, name)) : name
  }
  if (parser.kind !== mark.openParenthesis) return members(parser, parser.grammar.variable(parser))
  advance(parser)
  const computed = parser.grammar.expression(parser)
  expect(parser, mark.closeParenthesis)
  return computed
}

function members(parser: Parser, first: Expression): Expression {
  const { start } = first
  let base = first
  for (;;) {
    const next = member(parser, start, base)
    if (next === undefined) return base
    base = lowered(parser, next)
  }
}

function member(parser: Parser, start: number, base: Expression): Expression | undefined {
  switch (parser.kind) {
    case mark.openBracket: {
      advance(parser)
      const key = parser.kind === mark.closeBracket ? null : parser.grammar.expression(parser)
      expect(parser, mark.closeBracket)
      return { kind: 'index', base, key, start, end: parser.lastEnd }
    }
    case mark.arrow:
    case mark.nullArrow: {
      advance(parser)
      const name = propertyName(parser)
      return { kind: 'property', base, name, start, end: parser.lastEnd }
    }
    case mark.doubleColon:
      return memberOf(parser, base)
    default:
      return undefined
  }
}

/** `X::$name`. */
function memberOf(parser: Parser, reference: ClassReference): Expression {
  const start = typeof reference === 'string' ? parser.lastEnd - reference.length : reference.start
  expect(parser, mark.doubleColon)
  const property = parser.grammar.variable(parser)
  const name = property.kind === 'variable' ? property.name : property
  return { kind: 'static-property', class: reference, name, start, end: parser.lastEnd }
}

function propertyName(parser: Parser): string | Expression {
  if (parser.kind === tokenKind.variable || parser.kind === mark.dollar)
    return parser.grammar.variable(parser)
  return memberName(parser)
}
