import type { Expression } from '../ast.ts'
import { tokenKind } from '../lex/tokenKind.ts'
import { callArguments } from './arguments.ts'
import { arrayItems } from './arrayLiteral.ts'
import { mark } from './marks.ts'
import { matchExpression } from './match.ts'
import { newExpression } from './newExpression.ts'
import { accept, acceptWord, advance, expect, nextKind, nextText, type Parser, word } from './parser.ts'

/** Takes its construct, or nothing when the word is a name at this place. */
type ReadKeyword = (parser: Parser) => Expression | undefined

/** Words that begin an expression of their own. */
export const expressionKeywords: ReadonlyMap<string, ReadKeyword> = new Map<string, ReadKeyword>([
  ['array', listOf],
  ['list', listOf],
  ['isset', isset],
  ['empty', empty],
  ['eval', evalCode],
  ['exit', exit],
  ['die', exit],
  ['include', include],
  ['include_once', include],
  ['require', include],
  ['require_once', include],
  ['print', print],
  ['new', newExpression],
  ['clone', clone],
  ['throw', throwing],
  ['yield', yielding],
  ['match', matchExpression],
  ['function', closure],
  ['fn', closure],
  ['static', staticClosure],
])

function listOf(parser: Parser): Expression | undefined {
  if (nextKind(parser) !== mark.openParenthesis) return undefined
  const { start } = parser
  advance(parser)
  advance(parser)
  return arrayItems(parser, start, mark.closeParenthesis)
}

function isset(parser: Parser): Expression | undefined {
  if (nextKind(parser) !== mark.openParenthesis) return undefined
  const { start } = parser
  advance(parser)
  const targets = callArguments(parser).map((argument) => argument.value)
  return { kind: 'isset', targets, start, end: parser.lastEnd }
}

function empty(parser: Parser): Expression | undefined {
  if (nextKind(parser) !== mark.openParenthesis) return undefined
  const { start } = parser
  const operand = inParentheses(parser)
  return { kind: 'empty', operand, start, end: parser.lastEnd }
}

function evalCode(parser: Parser): Expression | undefined {
  if (nextKind(parser) !== mark.openParenthesis) return undefined
  const { start } = parser
  const code = inParentheses(parser)
  return { kind: 'eval', code, start, end: parser.lastEnd }
}

/** Takes the keyword too. */
function inParentheses(parser: Parser): Expression {
  advance(parser)
  expect(parser, mark.openParenthesis)
  const inside = parser.grammar.expression(parser)
  accept(parser, mark.comma)
  expect(parser, mark.closeParenthesis)
  return inside
}

function exit(parser: Parser): Expression {
  const { start } = parser
  advance(parser)
  const args = parser.kind === mark.openParenthesis ? callArguments(parser) : []
  return { kind: 'exit', value: args[0]?.value ?? null, start, end: parser.lastEnd }
}

function include(parser: Parser): Expression {
  const { start } = parser
  advance(parser)
  const path = parser.grammar.expression(parser)
  return { kind: 'include', path, start, end: parser.lastEnd }
}

function print(parser: Parser): Expression {
  const { start } = parser
  advance(parser)
  const value = parser.grammar.value(parser)
  return { kind: 'print', value, start, end: parser.lastEnd }
}

/** PHP 8.5 also has `clone($object, $properties)`. */
function clone(parser: Parser): Expression {
  const { start } = parser
  advance(parser)
  const operand = parser.grammar.operand(parser)
  return { kind: 'clone', operand, start, end: parser.lastEnd }
}

function throwing(parser: Parser): Expression {
  const { start } = parser
  advance(parser)
  const value = parser.grammar.expression(parser)
  return { kind: 'throw', value, start, end: parser.lastEnd }
}

const endsYield = new Set<number>([
  mark.semicolon,
  mark.comma,
  mark.closeParenthesis,
  mark.closeBracket,
  mark.closeBrace,
  tokenKind.closeTag,
  tokenKind.end,
])

function yielding(parser: Parser): Expression {
  const { start } = parser
  advance(parser)
  if (acceptWord(parser, 'from')) {
    const value = parser.grammar.value(parser)
    return { kind: 'yield', type: 'from', key: null, value, start, end: parser.lastEnd }
  }
  if (endsYield.has(parser.kind))
    return { kind: 'yield', type: 'value', key: null, value: null, start, end: parser.lastEnd }
  const first = parser.grammar.value(parser)
  if (!accept(parser, mark.doubleArrow))
    return { kind: 'yield', type: 'value', key: null, value: first, start, end: parser.lastEnd }
  const value = parser.grammar.value(parser)
  return { kind: 'yield', type: 'value', key: first, value, start, end: parser.lastEnd }
}

/** `fn` and `function` are names of methods after `->` only, so what follows is a closure. */
function closure(parser: Parser): Expression {
  return parser.grammar.closure(parser)
}

function staticClosure(parser: Parser): Expression | undefined {
  const next = nextText(parser)
  return word(parser) === 'static' && (next === 'function' || next === 'fn')
    ? parser.grammar.closure(parser)
    : undefined
}
