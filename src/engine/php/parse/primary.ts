import type { Expression } from '../ast.ts'
import { tokenKind } from '../lex/tokenKind.ts'
import { arrayItems } from './arrayLiteral.ts'
import { callArguments } from './arguments.ts'
import { expressionKeywords } from './keywords.ts'
import { numberLiteral, stringLiteral } from './literal.ts'
import { mark } from './marks.ts'
import { skipBrackets } from './nesting.ts'
import { advance, expect, fail, type Parser, takeName, word } from './parser.ts'
import { staticMember } from './postfix.ts'
import { template } from './template.ts'

/** A value without operators. */
export function primary(parser: Parser): Expression {
  switch (parser.kind) {
    case tokenKind.variable:
    case mark.dollar:
      return parser.grammar.variable(parser)
    case tokenKind.name:
      return named(parser)
    case tokenKind.number:
      return numberLiteral(parser)
    case tokenKind.singleQuoted:
    case tokenKind.doubleQuoted:
      return stringLiteral(parser)
    case tokenKind.templateOpen:
      return template(parser)
    default:
      return bracketed(parser)
  }
}

function bracketed(parser: Parser): Expression {
  const { start } = parser
  switch (parser.kind) {
    case mark.openParenthesis: {
      advance(parser)
      const inside = parser.grammar.expression(parser)
      expect(parser, mark.closeParenthesis)
      return inside
    }
    case mark.openBracket:
      advance(parser)
      return arrayItems(parser, start, mark.closeBracket)
    case tokenKind.attribute:
      skipBrackets(parser)
      return primary(parser)
    default:
      return fail()
  }
}

/** A keyword with what belongs to it, a call, a member of a class, or a constant. */
function named(parser: Parser): Expression {
  const { start } = parser
  const keyword = expressionKeywords.get(word(parser))
  const read = keyword?.(parser)
  if (read !== undefined) return read
  const name = takeName(parser)
  if (parser.kind === mark.openParenthesis) {
    const args = callArguments(parser)
    return { kind: 'call', callee: name, args, start, end: parser.lastEnd }
  }
  if (parser.kind === mark.doubleColon) return staticMember(parser, start, name)
  return { kind: 'constant', name, start, end: parser.lastEnd }
}
