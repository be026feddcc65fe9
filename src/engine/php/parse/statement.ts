import type { Statement } from '../ast.ts'
import { tokenKind } from '../lex/tokenKind.ts'
import { block } from './block.ts'
import { classStatement } from './classDeclaration.ts'
import { breakOrContinue, forStatement, whileStatement, doWhile } from './loops.ts'
import { functionDeclaration } from './functionLike.ts'
import { ifStatement } from './ifStatement.ts'
import { foreachStatement } from './foreachStatement.ts'
import { mark } from './marks.ts'
import { constants, declare, gotoLabel, halt, labelled, namespace } from './topLevel.ts'
import { isTooDeep, nested, skipBrackets, skipStatement } from './nesting.ts'
import { advance, nextKind, type Parser, word } from './parser.ts'
import {
  echo,
  echoTag,
  expressionStatement,
  globals,
  returning,
  staticVariables,
  unset,
} from './simpleStatements.ts'
import { switchStatement } from './switchStatement.ts'
import { tryStatement } from './tryStatement.ts'
import { use } from './use.ts'

/** One statement. Throws ParseTrouble when it is none. */
export function statement(parser: Parser): Statement {
  if (isTooDeep(parser)) return skipStatement(parser)
  return nested(parser, oneStatement)
}

function oneStatement(parser: Parser): Statement {
  const { start } = parser
  switch (parser.kind) {
    case tokenKind.name:
      return beginningWithName(parser)
    case tokenKind.html:
      advance(parser)
      return { kind: 'html', start, end: parser.lastEnd }
    case tokenKind.openEcho:
      return echoTag(parser)
    case mark.openBrace:
      return block(parser)
    case mark.semicolon:
    case tokenKind.closeTag:
      return nothing(parser)
    case tokenKind.attribute:
      return afterAttributes(parser)
    default:
      return expressionStatement(parser)
  }
}

/** `;` is a block without statements, and so is a closing tag, which has no bytes in it. */
function nothing(parser: Parser): Statement {
  const { start } = parser
  const end = parser.kind === mark.semicolon ? parser.end : start
  advance(parser)
  return { kind: 'block', body: [], start, end }
}

function afterAttributes(parser: Parser): Statement {
  const { start } = parser
  while (parser.kind === tokenKind.attribute) skipBrackets(parser)
  return { ...oneStatement(parser), start }
}

type ReadStatement = (parser: Parser) => Statement | undefined

function beginningWithName(parser: Parser): Statement {
  const read = statementKeywords.get(word(parser))
  return read?.(parser) ?? otherwise(parser)
}

function otherwise(parser: Parser): Statement {
  return nextKind(parser) === mark.colon ? labelled(parser) : expressionStatement(parser)
}

const statementKeywords: ReadonlyMap<string, ReadStatement> = new Map<string, ReadStatement>([
  ['if', ifStatement],
  ['while', whileStatement],
  ['do', doWhile],
  ['for', forStatement],
  ['foreach', foreachStatement],
  ['switch', switchStatement],
  ['break', breakOrContinue],
  ['continue', breakOrContinue],
  ['return', returning],
  ['echo', echo],
  ['global', globals],
  ['unset', unset],
  ['static', staticVariables],
  ['try', tryStatement],
  ['function', functionStatement],
  ['abstract', classStatement],
  ['final', classStatement],
  ['readonly', classStatement],
  ['class', classStatement],
  ['interface', classStatement],
  ['trait', classStatement],
  ['enum', classStatement],
  ['namespace', namespace],
  ['use', use],
  ['const', constants],
  ['declare', declare],
  ['goto', gotoLabel],
  ['__halt_compiler', halt],
])

/** A closure may begin a statement too. */
function functionStatement(parser: Parser): Statement | undefined {
  const next = nextKind(parser)
  const isNamed = next === tokenKind.name || next === mark.ampersand
  if (!isNamed) return undefined
  return functionDeclaration(parser, parser.start)
}
