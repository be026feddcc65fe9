import type { Assign, Cast, Expression, Unary } from '../ast.ts'
import { tokenKind } from '../lex/tokenKind.ts'
import { mark } from './marks.ts'
import { isAssignment, level } from './operators.ts'
import { accept, advance, fail, type Parser, tokenText } from './parser.ts'
import { links } from './postfix.ts'
import { primary } from './primary.ts'

type ReadBinary = (parser: Parser, lowest: number) => Expression

/** A value with the operators before it, or an assignment, which may stand wherever its variable may. */
export function operand(parser: Parser, binary: ReadBinary): Expression {
  const { start, kind } = parser
  const operator = unaryOperators.get(kind)
  if (operator !== undefined) {
    advance(parser)
    const below = binary(parser, operator === '!' ? level.instanceOf : level.power)
    return { kind: 'unary', operator, operand: below, start, end: parser.lastEnd }
  }
  if (kind === mark.increment || kind === mark.decrement) return stepBefore(parser, binary)
  if (kind === tokenKind.cast) return cast(parser, binary)
  const base = links(parser, start, primary(parser))
  return isAssignment(parser.kind) && targetKinds.has(base.kind) ? assignment(parser, start, base) : base
}

const unaryOperators = new Map<number, Unary['operator']>([
  [mark.not, '!'],
  [mark.minus, '-'],
  [mark.plus, '+'],
  [mark.tilde, '~'],
  [mark.at, '@'],
  [mark.ampersand, '&'],
])

function stepBefore(parser: Parser, binary: ReadBinary): Expression {
  const { start } = parser
  const operator = parser.kind === mark.increment ? '++' : '--'
  advance(parser)
  const target = binary(parser, level.operand)
  return { kind: 'step', operator, position: 'before', target, start, end: parser.lastEnd }
}

function cast(parser: Parser, binary: ReadBinary): Expression {
  const { start } = parser
  const to = castTypes.get(
    tokenText(parser)
      .replace(/[^a-z]/gi, '')
      .toLowerCase(),
  )
  if (to === undefined) return fail()
  advance(parser)
  const below = binary(parser, level.power)
  return { kind: 'cast', to, operand: below, start, end: parser.lastEnd }
}

const castTypes = new Map<string, Cast['to']>([
  ['int', 'int'],
  ['integer', 'int'],
  ['bool', 'bool'],
  ['boolean', 'bool'],
  ['float', 'float'],
  ['double', 'float'],
  ['real', 'float'],
  ['string', 'string'],
  ['binary', 'string'],
  ['array', 'array'],
  ['object', 'object'],
  ['unset', 'unset'],
])

const targetKinds: ReadonlySet<Expression['kind']> = new Set([
  'variable',
  'index',
  'property',
  'static-property',
  'array',
  'opaque',
] as const)

function assignment(parser: Parser, start: number, target: Expression): Assign {
  const operator = tokenText(parser).slice(0, -1)
  advance(parser)
  const byRef = operator === '' && accept(parser, mark.ampersand)
  const value = parser.grammar.value(parser)
  return { kind: 'assign', operator, target, value, byRef, start, end: parser.lastEnd }
}
