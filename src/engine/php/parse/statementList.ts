import type { Opaque, Statement } from '../ast.ts'
import { tokenKind } from '../lex/tokenKind.ts'
import { mark } from './marks.ts'
import { isTooDeep, opaque, skipStatement } from './nesting.ts'
import { advance, ParseTrouble, type Parser, word } from './parser.ts'

/** Statements up to `}`, the end, or one of the words, which are not taken. */
export function statements(parser: Parser, stops: ReadonlySet<string>): Statement[] {
  const list: Statement[] = []
  for (;;) {
    while (parser.kind === tokenKind.closeTag) advance(parser)
    if (parser.kind === tokenKind.end || parser.kind === mark.closeBrace) return list
    if (stops.size > 0 && stops.has(word(parser))) return list
    list.push(statementOrOpaque(parser))
  }
}

/** All statements of a source; a `}` that closes nothing is opaque. */
export function allStatements(parser: Parser): Statement[] {
  const list: Statement[] = []
  for (;;) {
    for (const statement of statements(parser, noStops)) list.push(statement)
    if (parser.kind === tokenKind.end) return list
    const { start } = parser
    advance(parser)
    list.push(opaque(parser, start, parser.lastEnd))
  }
}

const noStops: ReadonlySet<string> = new Set()

function statementOrOpaque(parser: Parser): Statement {
  const { at, start, depth, height } = parser
  if (isTooDeep(parser)) return skipStatement(parser)
  try {
    return parser.grammar.statement(parser)
  } catch (error) {
    if (!(error instanceof ParseTrouble)) throw error
    parser.depth = depth
    parser.height = height
    parser.braceIsIndex = true
    return resynchronise(parser, at, start)
  }
}

/**
 * From where the trouble was met to the next `;`, and up to a brace or closing tag: a block after code that is not understood
 * is read like any other, so that one strange word hides nothing. Always takes a token.
 */
function resynchronise(parser: Parser, at: number, start: number): Opaque {
  if (parser.at === at) advance(parser)
  while (!endsTrouble.has(parser.kind)) advance(parser)
  if (parser.kind === mark.semicolon) advance(parser)
  return opaque(parser, start, Math.max(start, parser.lastEnd))
}

const endsTrouble = new Set<number>([
  mark.semicolon,
  mark.openBrace,
  mark.closeBrace,
  tokenKind.closeTag,
  tokenKind.end,
])
