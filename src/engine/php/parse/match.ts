import type { Expression, Match } from '../ast.ts'
import { tokenKind } from '../lex/tokenKind.ts'
import { callArguments } from './arguments.ts'
import { mark } from './marks.ts'
import { accept, advance, expect, nextKind, type Parser, tokenText, word } from './parser.ts'

/** `match (a) { b, c => d, default => e }`; without braces it is a call of a function of that name, as before PHP 8. */
export function matchExpression(parser: Parser): Expression | undefined {
  if (nextKind(parser) !== mark.openParenthesis) return undefined
  const { start } = parser
  const callee = tokenText(parser)
  advance(parser)
  const args = callArguments(parser)
  const subject = args[0]?.value
  if (parser.kind !== mark.openBrace || subject === undefined)
    return { kind: 'call', callee, args, start, end: parser.lastEnd }
  const arms = armsInBraces(parser)
  return { kind: 'match', subject, arms, start, end: parser.lastEnd }
}

type Arm = Match['arms'][number]

function armsInBraces(parser: Parser): Arm[] {
  expect(parser, mark.openBrace)
  const arms: Arm[] = []
  while (parser.kind !== mark.closeBrace && parser.kind !== tokenKind.end) {
    arms.push(arm(parser))
    if (!accept(parser, mark.comma)) break
  }
  expect(parser, mark.closeBrace)
  return arms
}

function arm(parser: Parser): Arm {
  const tests = isDefault(parser) ? takeDefault(parser) : testsOf(parser)
  expect(parser, mark.doubleArrow)
  return { tests, value: parser.grammar.expression(parser) }
}

function isDefault(parser: Parser): boolean {
  const next = nextKind(parser)
  return word(parser) === 'default' && (next === mark.doubleArrow || next === mark.comma)
}

function takeDefault(parser: Parser): Expression[] {
  advance(parser)
  accept(parser, mark.comma)
  return []
}

function testsOf(parser: Parser): Expression[] {
  const tests: Expression[] = []
  while (parser.kind !== mark.doubleArrow) {
    tests.push(parser.grammar.expression(parser))
    if (!accept(parser, mark.comma)) break
  }
  return tests
}
