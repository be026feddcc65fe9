import type { Switch, SwitchCase } from '../ast.ts'
import { tokenKind } from '../lex/tokenKind.ts'
import { condition, takeEndWord } from './bodies.ts'
import { mark } from './marks.ts'
import { takeClosingBrace } from './nesting.ts'
import { accept, advance, expect, type Parser, word } from './parser.ts'
import { endStatement } from './statementEnd.ts'

export function switchStatement(parser: Parser): Switch {
  const { start } = parser
  advance(parser)
  const subject = condition(parser)
  if (accept(parser, mark.colon)) {
    const cases = casesUpTo(parser)
    takeEndWord(parser, 'endswitch', start)
    return { kind: 'switch', subject, cases, start, end: endStatement(parser) }
  }
  expect(parser, mark.openBrace)
  const cases = casesUpTo(parser)
  takeClosingBrace(parser, start)
  return { kind: 'switch', subject, cases, start, end: parser.lastEnd }
}

const stops = new Set(['case', 'default', 'endswitch'])

/** A `;` or tags may stand before the first case. */
function casesUpTo(parser: Parser): SwitchCase[] {
  while (accept(parser, mark.semicolon) || accept(parser, tokenKind.closeTag)) continue
  if (parser.kind === tokenKind.html && isBlank(parser)) advance(parser)
  const cases: SwitchCase[] = []
  while (word(parser) === 'case' || word(parser) === 'default') cases.push(oneCase(parser))
  return cases
}

function isBlank({ text, start, end }: Parser): boolean {
  return text.slice(start, end).trim() === ''
}

function oneCase(parser: Parser): SwitchCase {
  const { start } = parser
  const isDefault = word(parser) === 'default'
  advance(parser)
  const test = isDefault ? null : parser.grammar.expression(parser)
  if (!accept(parser, mark.colon)) endStatement(parser)
  const body = parser.grammar.statements(parser, stops)
  return { test, body, start, end: parser.lastEnd }
}
