import type { ClassReference, Expression } from '../ast.ts'
import { tokenKind } from '../lex/tokenKind.ts'
import { callArguments } from './arguments.ts'
import { mark } from './marks.ts'
import { memberName } from './memberName.ts'
import { lowered } from './nesting.ts'
import { advance, expect, type Parser } from './parser.ts'

/** What follows a value: indices, members, calls and `++`, each around what stands before it. */
export function links(parser: Parser, start: number, base: Expression): Expression {
  let whole = base
  for (;;) {
    const next = link(parser, start, whole)
    if (next === undefined) return whole
    whole = lowered(parser, next)
  }
}

/** What follows `::`. The class is a name or what was read before. */
export function staticMember(parser: Parser, start: number, reference: ClassReference): Expression {
  expect(parser, mark.doubleColon)
  const isProperty = parser.kind === tokenKind.variable || parser.kind === mark.dollar
  const name = isProperty ? parser.grammar.variable(parser) : memberName(parser)
  if (parser.kind === mark.openParenthesis) {
    const args = callArguments(parser)
    return { kind: 'static-call', class: reference, name, args, start, end: parser.lastEnd }
  }
  const end = parser.lastEnd
  if (!isProperty) return { kind: 'class-constant', class: reference, name, start, end }
  const property = typeof name === 'object' && name.kind === 'variable' ? name.name : name
  return { kind: 'static-property', class: reference, name: property, start, end }
}

/** What follows `->`. */
function instanceMember(parser: Parser, start: number, base: Expression): Expression {
  advance(parser)
  const name =
    parser.kind === tokenKind.variable || parser.kind === mark.dollar
      ? parser.grammar.variable(parser)
      : memberName(parser)
  if (parser.kind !== mark.openParenthesis)
    return { kind: 'property', base, name, start, end: parser.lastEnd }
  const args = callArguments(parser)
  return { kind: 'method-call', base, name, args, start, end: parser.lastEnd }
}

function link(parser: Parser, start: number, base: Expression): Expression | undefined {
  switch (parser.kind) {
    case mark.openBracket:
      return index(parser, start, base)
    case mark.openBrace:
      return mayHaveBraceIndex(parser, base) ? braceIndex(parser, start, base) : undefined
    case mark.arrow:
    case mark.nullArrow:
      return instanceMember(parser, start, base)
    case mark.doubleColon:
      return staticMember(parser, start, base)
    case mark.openParenthesis: {
      const args = callArguments(parser)
      return { kind: 'call', callee: base, args, start, end: parser.lastEnd }
    }
    case mark.increment:
    case mark.decrement:
      return stepAfter(parser, start, base)
    default:
      return undefined
  }
}

function index(parser: Parser, start: number, base: Expression): Expression {
  advance(parser)
  const key = parser.kind === mark.closeBracket ? null : parser.grammar.expression(parser)
  expect(parser, mark.closeBracket)
  return { kind: 'index', base, key, start, end: parser.lastEnd }
}

/** Up to PHP 7 `$a{0}` is `$a[0]`. */
function braceIndex(parser: Parser, start: number, base: Expression): Expression {
  advance(parser)
  const key = parser.grammar.expression(parser)
  expect(parser, mark.closeBrace)
  return { kind: 'index', base, key, start, end: parser.lastEnd }
}

function mayHaveBraceIndex(parser: Parser, base: Expression): boolean {
  return braceKinds.has(base.kind) || (parser.braceIsIndex && valueKinds.has(base.kind))
}

type ExpressionKinds = ReadonlySet<Expression['kind']>

const braceKinds: ExpressionKinds = new Set([
  'variable',
  'index',
  'property',
  'static-property',
  'call',
  'method-call',
  'static-call',
] as const)

/** In parentheses, or alone. */
const valueKinds: ExpressionKinds = new Set(['string', 'chain'] as const)

function stepAfter(parser: Parser, start: number, target: Expression): Expression {
  const operator = parser.kind === mark.increment ? '++' : '--'
  advance(parser)
  return { kind: 'step', operator, position: 'after', target, start, end: parser.lastEnd }
}
