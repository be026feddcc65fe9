import type { ConstantDeclaration, Declare, Goto, Halt, Label, Namespace, Statement } from '../ast.ts'
import { tokenKind } from '../lex/tokenKind.ts'
import { block } from './block.ts'
import { bodyUpTo } from './bodies.ts'
import { mark } from './marks.ts'
import { skipBrackets } from './nesting.ts'
import { accept, advance, expect, fail, nextKind, type Parser, takeName, tokenText } from './parser.ts'
import { endStatement } from './statementEnd.ts'

/** `namespace a;`, `namespace a { }`, `namespace { }`. */
export function namespace(parser: Parser): Namespace | undefined {
  const next = nextKind(parser)
  if (next !== tokenKind.name && next !== mark.openBrace) return undefined
  const { start } = parser
  advance(parser)
  const name = parser.kind === mark.openBrace ? '' : takeName(parser)
  if (parser.kind !== mark.openBrace)
    return { kind: 'namespace', name, body: null, start, end: endStatement(parser) }
  const body = block(parser)
  return { kind: 'namespace', name, body, start, end: body.end }
}

export function constants(parser: Parser): ConstantDeclaration {
  const { start } = parser
  advance(parser)
  const list: ConstantDeclaration['constants'][number][] = []
  do list.push(constant(parser))
  while (accept(parser, mark.comma))
  return { kind: 'const', constants: list, start, end: endStatement(parser) }
}

function constant(parser: Parser): ConstantDeclaration['constants'][number] {
  const name = takeName(parser)
  expect(parser, mark.assign)
  return { name, value: parser.grammar.expression(parser) }
}

/** What is declared changes nothing that is asked of the program. */
export function declare(parser: Parser): Declare {
  const { start } = parser
  advance(parser)
  if (parser.kind !== mark.openParenthesis) return fail()
  skipBrackets(parser)
  if (parser.kind === mark.semicolon || parser.kind === tokenKind.closeTag)
    return { kind: 'declare', body: null, start, end: endStatement(parser) }
  const { body, end } = bodyUpTo(parser, 'enddeclare')
  return { kind: 'declare', body, start, end }
}

export function gotoLabel(parser: Parser): Goto | undefined {
  if (nextKind(parser) !== tokenKind.name) return undefined
  const { start } = parser
  advance(parser)
  const label = takeName(parser)
  return { kind: 'goto', label, start, end: endStatement(parser) }
}

/** `name:`. */
export function labelled(parser: Parser): Label {
  const { start } = parser
  const name = tokenText(parser)
  advance(parser)
  advance(parser)
  return { kind: 'label', name, start, end: parser.lastEnd }
}

/** `__halt_compiler();` and the data after it. */
export function halt(parser: Parser): Statement | undefined {
  if (nextKind(parser) !== mark.openParenthesis) return undefined
  const { start } = parser
  advance(parser)
  advance(parser)
  expect(parser, mark.closeParenthesis)
  return haltEnd(parser, start)
}

function haltEnd(parser: Parser, start: number): Halt {
  const tagEnd = parser.end
  const isTag = parser.kind === tokenKind.closeTag
  const end = endStatement(parser)
  const dataStart = isTag ? tagEnd : end
  if (parser.kind === tokenKind.haltData) advance(parser)
  return { kind: 'halt', dataStart, start, end }
}
