import type { Block, Closure, FunctionDeclaration, Parameter } from '../ast.ts'
import { tokenKind } from '../lex/tokenKind.ts'
import { block } from './block.ts'
import { mark } from './marks.ts'
import { skipBrackets } from './nesting.ts'
import {
  accept,
  acceptWord,
  advance,
  expect,
  fail,
  type Parser,
  takeName,
  takeVariable,
  word,
} from './parser.ts'
import { skipType } from './typeName.ts'

/** `function &name(...): type { }`; the attributes before it were passed over. */
export function functionDeclaration(parser: Parser, start: number): FunctionDeclaration {
  advance(parser)
  accept(parser, mark.ampersand)
  const name = takeName(parser)
  const parameters = parameterList(parser)
  skipReturnType(parser)
  const body = block(parser)
  return { kind: 'function', name, parameters, body, isStatic: false, start, end: parser.lastEnd }
}

/** `[static] function (...) use (...) { }` and `[static] fn (...) => value`. */
export function closure(parser: Parser): Closure {
  const { start } = parser
  const isStatic = acceptWord(parser, 'static')
  const isArrow = word(parser) === 'fn'
  advance(parser)
  accept(parser, mark.ampersand)
  const parameters = parameterList(parser)
  const uses = acceptWord(parser, 'use') ? useList(parser) : []
  skipReturnType(parser)
  const body = isArrow ? arrowBody(parser) : block(parser)
  return { kind: 'closure', parameters, body, isStatic, uses, isArrow, start, end: parser.lastEnd }
}

export function parameterList(parser: Parser): Parameter[] {
  expect(parser, mark.openParenthesis)
  const list: Parameter[] = []
  while (parser.kind !== mark.closeParenthesis) {
    list.push(parameter(parser))
    if (!accept(parser, mark.comma)) break
  }
  expect(parser, mark.closeParenthesis)
  return list
}

/** `: type` when there is one. */
export function skipReturnType(parser: Parser): void {
  if (accept(parser, mark.colon)) skipType(parser)
}

const promotions = new Set(['public', 'protected', 'private', 'readonly', 'final'])

function parameter(parser: Parser): Parameter {
  const { start } = parser
  while (parser.kind === tokenKind.attribute) skipBrackets(parser)
  const promoted = promotions.has(word(parser))
  while (promotions.has(word(parser))) skipModifier(parser)
  skipType(parser)
  const byRef = accept(parser, mark.ampersand)
  const variadic = accept(parser, mark.ellipsis)
  const name = takeVariable(parser)
  const value = accept(parser, mark.assign) ? parser.grammar.expression(parser) : null
  if (promoted && parser.kind === mark.openBrace) skipBrackets(parser)
  return { name, value, byRef, variadic, promoted, start, end: parser.lastEnd }
}

/** `public` and also `public(set)`. */
export function skipModifier(parser: Parser): void {
  advance(parser)
  if (parser.kind === mark.openParenthesis) skipBrackets(parser)
}

function useList(parser: Parser): { name: string; byRef: boolean }[] {
  expect(parser, mark.openParenthesis)
  const uses: { name: string; byRef: boolean }[] = []
  while (parser.kind !== mark.closeParenthesis) {
    const byRef = accept(parser, mark.ampersand)
    uses.push({ name: takeVariable(parser), byRef })
    if (!accept(parser, mark.comma)) break
  }
  expect(parser, mark.closeParenthesis)
  return uses
}

function arrowBody(parser: Parser): Block {
  if (parser.kind !== mark.doubleArrow) return fail()
  advance(parser)
  const { start } = parser
  const value = parser.grammar.expression(parser)
  const end = parser.lastEnd
  return { kind: 'block', body: [{ kind: 'return', value, start, end }], start, end }
}
