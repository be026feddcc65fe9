import type { Chain, Expression } from '../ast.ts'
import { tokenKind } from '../lex/tokenKind.ts'
import { mark } from './marks.ts'
import { isTooDeep, lowered, nested, skipExpression } from './nesting.ts'
import { classReference } from './classReference.ts'
import { operand } from './operand.ts'
import { level, levelAt, operatorName } from './operators.ts'
import { accept, advance, expect, type Parser, tokenText } from './parser.ts'

/** Any expression, `or` included. */
export function expression(parser: Parser): Expression {
  return binary(parser, level.lowest)
}

/** An expression that stops at `and`, `or` and `xor`. */
export function value(parser: Parser): Expression {
  return binary(parser, level.value)
}

/** An operand with the operators that bind at least as tightly as `lowest`. */
export function binary(parser: Parser, lowest: number): Expression {
  if (isTooDeep(parser)) return skipExpression(parser)
  return nested(parser, () => {
    const { start } = parser
    let left = operand(parser, binary)
    for (let at = levelAt(parser); at >= lowest && at > 0; at = levelAt(parser))
      left = lowered(parser, operation(parser, { start, left, level: at }))
    return left
  })
}

interface Begun {
  readonly start: number
  readonly left: Expression
  readonly level: number
}

function operation(parser: Parser, begun: Begun): Expression {
  switch (begun.level) {
    case level.ternary:
      return ternary(parser, begun)
    case level.instanceOf:
      return instanceOf(parser, begun)
    case level.coalesce:
    case level.power:
      return chain(parser, begun, begun.level)
    default:
      return chain(parser, begun, begun.level + 1)
  }
}

/** `lowestRight` of the same level nests to the right, of the next one makes the chain go on. */
function chain(parser: Parser, { start, left, level: own }: Begun, lowestRight: number): Chain {
  const links: { operator: string; right: Expression }[] = []
  while (levelAt(parser) === own) {
    const written = tokenText(parser)
    const operator = operatorName(parser.kind === tokenKind.name ? written.toLowerCase() : written)
    advance(parser)
    links.push({ operator, right: binary(parser, lowestRight) })
  }
  return { kind: 'chain', first: left, links, start, end: parser.lastEnd }
}

function ternary(parser: Parser, { start, left }: Begun): Expression {
  expect(parser, mark.question)
  if (accept(parser, mark.colon)) return ternaryEnd(parser, { start, test: left, then: null })
  const then = expression(parser)
  expect(parser, mark.colon)
  return ternaryEnd(parser, { start, test: left, then })
}

function ternaryEnd(
  parser: Parser,
  begun: { readonly start: number; readonly test: Expression; readonly then: Expression | null },
): Expression {
  const otherwise = binary(parser, level.coalesce)
  return { kind: 'ternary', ...begun, otherwise, end: parser.lastEnd }
}

function instanceOf(parser: Parser, { start, left }: Begun): Expression {
  advance(parser)
  const reference = classReference(parser)
  return { kind: 'instanceof', operand: left, class: reference, start, end: parser.lastEnd }
}
