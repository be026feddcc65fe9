import type { Argument, ClassDeclaration, Expression } from '../ast.ts'
import { tokenKind } from '../lex/tokenKind.ts'
import { callArguments } from './arguments.ts'
import { classReference } from './classReference.ts'
import { heritage } from './heritage.ts'
import { mark } from './marks.ts'
import { skipBrackets } from './nesting.ts'
import { advance, nextKind, type Parser, word } from './parser.ts'

/** `new X(...)`, `new $x`, `new (x)`, `new class (...) extends Y { ... }`. */
export function newExpression(parser: Parser): Expression {
  const { start } = parser
  advance(parser)
  while (parser.kind === tokenKind.attribute) skipBrackets(parser)
  if (word(parser) === 'readonly') advance(parser)
  if (word(parser) === 'class' && nextKind(parser) !== mark.doubleColon) return anonymous(parser, start)
  const reference = classReference(parser)
  const args = optionalArguments(parser)
  return { kind: 'new', class: reference, args, start, end: parser.lastEnd }
}

function anonymous(parser: Parser, start: number): Expression {
  const classStart = parser.start
  advance(parser)
  const args = optionalArguments(parser)
  const { parent, interfaces } = heritage(parser)
  const members = parser.grammar.classBody(parser)
  const end = parser.lastEnd
  const declaration: ClassDeclaration = {
    kind: 'class',
    type: 'class',
    name: null,
    parent,
    interfaces,
    members,
    start: classStart,
    end,
  }
  return { kind: 'new', class: declaration, args, start, end }
}

function optionalArguments(parser: Parser): readonly Argument[] {
  return parser.kind === mark.openParenthesis ? callArguments(parser) : []
}
