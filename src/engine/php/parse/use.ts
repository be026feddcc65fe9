import type { Statement, Use } from '../ast.ts'
import { tokenKind } from '../lex/tokenKind.ts'
import { mark } from './marks.ts'
import { accept, acceptWord, advance, expect, nextKind, type Parser, takeName, word } from './parser.ts'
import { endStatement } from './statementEnd.ts'

type Import = Use['imports'][number]
type ImportType = Import['type']

/** `use a\b, c as d;`, `use function a\{b, c};`. */
export function use(parser: Parser): Statement | undefined {
  if (nextKind(parser) !== tokenKind.name) return undefined
  const { start } = parser
  advance(parser)
  const type = takeType(parser, 'class')
  const imports: Import[] = []
  do imports.push(...clause(parser, type))
  while (accept(parser, mark.comma))
  return { kind: 'use', imports, start, end: endStatement(parser) }
}

/** `function` and `const`, unless it is the name that is imported. */
function takeType(parser: Parser, otherwise: ImportType): ImportType {
  const type = word(parser)
  if ((type !== 'function' && type !== 'const') || nextKind(parser) !== tokenKind.name) return otherwise
  advance(parser)
  return type
}

function clause(parser: Parser, type: ImportType): Import[] {
  const name = takeName(parser)
  if (accept(parser, mark.backslash)) return group(parser, type, name)
  return [{ type, name, alias: takeAlias(parser, name) }]
}

function group(parser: Parser, type: ImportType, prefix: string): Import[] {
  expect(parser, mark.openBrace)
  const imports: Import[] = []
  while (parser.kind !== mark.closeBrace) {
    const own = takeType(parser, type)
    const name = takeName(parser)
    imports.push({ type: own, name: `${prefix}\\${name}`, alias: takeAlias(parser, name) })
    if (!accept(parser, mark.comma)) break
  }
  expect(parser, mark.closeBrace)
  return imports
}

function takeAlias(parser: Parser, name: string): string {
  return acceptWord(parser, 'as') ? takeName(parser) : name.slice(name.lastIndexOf('\\') + 1)
}
