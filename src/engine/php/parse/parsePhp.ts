import type { Program } from '../ast.ts'
import type { Span } from '../../span.ts'
import { lexPhp, type PhpReading } from '../lex/lexPhp.ts'
import type { Tokens } from '../lex/tokens.ts'
import { classBody } from './classBody.ts'
import { binary, expression, value } from './expression.ts'
import { closure } from './functionLike.ts'
import { level } from './operators.ts'
import { createParser, type Grammar } from './parser.ts'
import { statement } from './statement.ts'
import { allStatements, statements } from './statementList.ts'
import { variable } from './variable.ts'

/**
 * The tree of a latin1 text. Never throws: what is not understood is opaque. Linear: each token is taken once. The caller
 * keeps texts above phpParsedBytesMax away.
 */
export function parsePhp(text: string, reading: PhpReading): Program {
  return parseTokens(text, lexPhp(text, reading))
}

/** The same for a text whose tokens are there already. */
export function parseTokens(text: string, tokens: Tokens): Program {
  const parser = createParser(text, tokens, grammar)
  const list = allStatements(parser)
  return { statements: list, opaqueBytes: coveredBytes(parser.opaque), start: 0, end: text.length }
}

const grammar: Grammar = {
  expression,
  value,
  operand: (parser) => binary(parser, level.operand),
  variable,
  statement,
  statements,
  closure,
  classBody,
}

/** Ranges may lie in each other. */
function coveredBytes(spans: readonly Span[]): number {
  const sorted = [...spans].sort((a, b) => a.start - b.start)
  let bytes = 0
  let covered = 0
  for (const { start, end } of sorted) {
    bytes += Math.max(0, end - Math.max(start, covered))
    covered = Math.max(covered, end)
  }
  return bytes
}
