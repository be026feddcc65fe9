import type { ClassDeclaration, Statement } from '../ast.ts'
import { tokenKind } from '../lex/tokenKind.ts'
import { heritage } from './heritage.ts'
import { mark } from './marks.ts'
import { accept, advance, fail, nextKind, nextText, type Parser, takeName, word } from './parser.ts'
import { skipType } from './typeName.ts'

const modifiers = new Set(['abstract', 'final', 'readonly'])
const types = new Map<string, ClassDeclaration['type']>([
  ['class', 'class'],
  ['interface', 'interface'],
  ['trait', 'trait'],
  ['enum', 'enum'],
])

/** A class with its modifiers; nothing when the word is a name here, as `enum` and `readonly` may be. */
export function classStatement(parser: Parser): Statement | undefined {
  if (nextKind(parser) !== tokenKind.name || !beginsClass(parser)) return undefined
  const { start } = parser
  while (modifiers.has(word(parser))) advance(parser)
  const type = types.get(word(parser))
  if (type === undefined) return fail()
  advance(parser)
  const name = takeName(parser)
  if (accept(parser, mark.colon)) skipType(parser)
  const { parent, interfaces } = heritage(parser)
  const members = parser.grammar.classBody(parser)
  return { kind: 'class', type, name, parent, interfaces, members, start, end: parser.lastEnd }
}

function beginsClass(parser: Parser): boolean {
  const next = nextText(parser)
  return modifiers.has(word(parser)) ? modifiers.has(next) || types.has(next) : next !== 'instanceof'
}
