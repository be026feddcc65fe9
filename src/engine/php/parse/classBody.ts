import type { Member, Method } from '../ast.ts'
import { tokenKind } from '../lex/tokenKind.ts'
import { block } from './block.ts'
import { parameterList, skipModifier, skipReturnType } from './functionLike.ts'
import { names } from './heritage.ts'
import { mark } from './marks.ts'
import { opaque, skipBrackets, skipStatement, takeClosingBrace } from './nesting.ts'
import {
  accept,
  acceptWord,
  advance,
  expect,
  fail,
  nextKind,
  ParseTrouble,
  type Parser,
  takeName,
  takeVariable,
  tokenText,
  word,
} from './parser.ts'
import { skipType } from './typeName.ts'

/** `{ members }`. A member that is not understood is left out, and its range is among the opaque ones. */
export function classBody(parser: Parser): Member[] {
  const { start } = parser
  expect(parser, mark.openBrace)
  const members: Member[] = []
  while (parser.kind !== mark.closeBrace && parser.kind !== tokenKind.end) memberOrOpaque(parser, members)
  takeClosingBrace(parser, start)
  return members
}

function memberOrOpaque(parser: Parser, members: Member[]): void {
  const { at, start, depth, height } = parser
  try {
    members.push(...member(parser))
  } catch (error) {
    if (!(error instanceof ParseTrouble)) throw error
    parser.depth = depth
    parser.height = height
    parser.braceIsIndex = true
    if (parser.at === at) advance(parser)
    if (parser.kind !== mark.closeBrace) skipStatement(parser)
    opaque(parser, start, parser.lastEnd)
  }
}

const modifiers = new Set('public protected private static abstract final readonly var'.split(' '))

function member(parser: Parser): readonly Member[] {
  const { start } = parser
  while (parser.kind === tokenKind.attribute) skipBrackets(parser)
  if (accept(parser, mark.semicolon)) return []
  if (word(parser) === 'use') return [traitUse(parser, start)]
  if (word(parser) === 'case' && nextKind(parser) === tokenKind.name) return [enumCase(parser, start)]
  const isStatic = skipModifiers(parser)
  if (word(parser) === 'function') return [method(parser, start, isStatic)]
  if (word(parser) === 'const') return constants(parser, start)
  return properties(parser, start, isStatic)
}

function skipModifiers(parser: Parser): boolean {
  let isStatic = false
  while (modifiers.has(word(parser))) {
    isStatic ||= word(parser) === 'static'
    skipModifier(parser)
  }
  return isStatic
}

function method(parser: Parser, start: number, isStatic: boolean): Method {
  advance(parser)
  accept(parser, mark.ampersand)
  const name = takeName(parser)
  const parameters = parameterList(parser)
  skipReturnType(parser)
  const body = accept(parser, mark.semicolon) ? null : block(parser)
  return { kind: 'method', name, parameters, body, isStatic, start, end: parser.lastEnd }
}

/** `const [type] A = 1, B = 2;`. */
function constants(parser: Parser, start: number): Member[] {
  advance(parser)
  if (nextKind(parser) !== mark.assign) skipConstantType(parser)
  const list: Member[] = []
  do {
    const nameStart = list.length === 0 ? start : parser.start
    const name = takeName(parser)
    expect(parser, mark.assign)
    const value = parser.grammar.expression(parser)
    list.push({ kind: 'constant-member', name, value, start: nameStart, end: parser.lastEnd })
  } while (accept(parser, mark.comma))
  expect(parser, mark.semicolon)
  return list
}

/** Types are names too: the last name before `=` is the constant. */
function skipConstantType(parser: Parser): void {
  while (nextKind(parser) !== mark.assign) {
    if (parser.kind === mark.semicolon || parser.kind === tokenKind.end) fail()
    advance(parser)
  }
}

/** `[type] $a = 1, $b;`, or one with hooks in braces. */
function properties(parser: Parser, start: number, isStatic: boolean): Member[] {
  skipType(parser)
  const list: Member[] = []
  do {
    const nameStart = list.length === 0 ? start : parser.start
    const name = takeVariable(parser)
    const value = accept(parser, mark.assign) ? defaultValue(parser) : null
    list.push({ kind: 'property-member', name, value, isStatic, start: nameStart, end: parser.lastEnd })
  } while (accept(parser, mark.comma))
  if (parser.kind === mark.openBrace) skipHooks(parser)
  else expect(parser, mark.semicolon)
  return list
}

function defaultValue(parser: Parser): ReturnType<Parser['grammar']['expression']> {
  parser.braceIsIndex = false
  const value = parser.grammar.expression(parser)
  parser.braceIsIndex = true
  return value
}

function skipHooks(parser: Parser): void {
  const { start } = parser
  skipBrackets(parser)
  opaque(parser, start, parser.lastEnd)
}

/** `use A, B;` or with a list of exceptions in braces. */
function traitUse(parser: Parser, start: number): Member {
  advance(parser)
  const list = names(parser)
  if (parser.kind === mark.openBrace) skipBrackets(parser)
  else expect(parser, mark.semicolon)
  return { kind: 'trait-use', names: list, start, end: parser.lastEnd }
}

function enumCase(parser: Parser, start: number): Member {
  acceptWord(parser, 'case')
  const name = tokenText(parser)
  advance(parser)
  const value = accept(parser, mark.assign) ? parser.grammar.expression(parser) : null
  expect(parser, mark.semicolon)
  return { kind: 'enum-case', name, value, start, end: parser.lastEnd }
}
