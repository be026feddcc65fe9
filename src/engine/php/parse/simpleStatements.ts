import type { Echo, ExpressionStatement, Return, Statement, Variables } from '../ast.ts'
import { tokenKind } from '../lex/tokenKind.ts'
import { callArguments } from './arguments.ts'
import { mark } from './marks.ts'
import { accept, advance, nextKind, type Parser, takeVariable } from './parser.ts'
import { endStatement } from './statementEnd.ts'

export function expressionStatement(parser: Parser): ExpressionStatement {
  const { start } = parser
  const expression = parser.grammar.expression(parser)
  return { kind: 'expression', expression, start, end: endStatement(parser) }
}

export function echo(parser: Parser): Echo {
  const { start } = parser
  advance(parser)
  const values = expressionList(parser)
  return { kind: 'echo', values, start, end: endStatement(parser) }
}

/** `<?= a, b ?>`: the tag is no part of it. */
export function echoTag(parser: Parser): Echo {
  advance(parser)
  const { start } = parser
  const values = expressionList(parser)
  return { kind: 'echo', values, start, end: endStatement(parser) }
}

export function returning(parser: Parser): Return {
  const { start } = parser
  advance(parser)
  const isEmpty =
    parser.kind === mark.semicolon || parser.kind === tokenKind.closeTag || parser.kind === tokenKind.end
  const value = isEmpty ? null : parser.grammar.expression(parser)
  return { kind: 'return', value, start, end: endStatement(parser) }
}

export function globals(parser: Parser): Variables {
  const { start } = parser
  advance(parser)
  const targets = [parser.grammar.variable(parser)]
  while (accept(parser, mark.comma)) targets.push(parser.grammar.variable(parser))
  return { kind: 'global', targets, start, end: endStatement(parser) }
}

export function unset(parser: Parser): Statement | undefined {
  if (nextKind(parser) !== mark.openParenthesis) return undefined
  const { start } = parser
  advance(parser)
  const targets = callArguments(parser).map((argument) => argument.value)
  return { kind: 'unset', targets, start, end: endStatement(parser) }
}

/** `static $a = 1, $b;`; `static::f()` and `static function` are expressions. */
export function staticVariables(parser: Parser): Statement | undefined {
  if (nextKind(parser) !== tokenKind.variable) return undefined
  const { start } = parser
  advance(parser)
  const variables = [staticVariable(parser)]
  while (accept(parser, mark.comma)) variables.push(staticVariable(parser))
  return { kind: 'static', variables, start, end: endStatement(parser) }
}

function staticVariable(parser: Parser): { name: string; value: ReturnType<typeof valueOrNull> } {
  const name = takeVariable(parser)
  return { name, value: valueOrNull(parser) }
}

function valueOrNull(parser: Parser): ReturnType<Parser['grammar']['expression']> | null {
  return accept(parser, mark.assign) ? parser.grammar.expression(parser) : null
}

function expressionList(parser: Parser): ReturnType<Parser['grammar']['expression']>[] {
  const list = [parser.grammar.expression(parser)]
  while (accept(parser, mark.comma)) list.push(parser.grammar.expression(parser))
  return list
}
