import type { Block, Statement } from '../ast.ts'
import type { Span } from '../../span.ts'
import { tokenKind } from '../lex/tokenKind.ts'
import { mark } from './marks.ts'
import { opaque } from './nesting.ts'
import { advance, ParseTrouble, type Parser, word } from './parser.ts'

/** Statements up to `}`, the end, or one of the words, which are not taken. */
export function statements(parser: Parser, stops: ReadonlySet<string>): Statement[] {
  const list: Statement[] = []
  for (;;) {
    while (parser.kind === tokenKind.closeTag) advance(parser)
    if (parser.kind === tokenKind.end || parser.kind === mark.closeBrace) return list
    if (stops.size > 0 && stops.has(word(parser))) return list
    for (const statement of statementOrPieces(parser)) list.push(statement)
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

/** A statement, or the blocks that were complete before the trouble with opaque code between them. */
function statementOrPieces(parser: Parser): Statement[] {
  const { at, start, depth, height, blocks } = parser
  const blocksBefore = blocks.length
  try {
    const statement = parser.grammar.statement(parser)
    blocks.length = blocksBefore
    return [statement]
  } catch (error) {
    if (!(error instanceof ParseTrouble)) throw error
    parser.depth = depth
    parser.height = height
    parser.braceIsIndex = true
    const end = resynchronise(parser, at)
    return piecesOf(parser, blocks.splice(blocksBefore), { start, end })
  }
}

/**
 * From where the trouble was met to the next `;`, and up to a brace or closing tag: a block after code that is not understood
 * is read like any other, so that one strange word hides nothing. Always takes a token; the answer is where it stopped.
 */
function resynchronise(parser: Parser, at: number): number {
  if (parser.at === at) advance(parser)
  while (!endsTrouble.has(parser.kind)) advance(parser)
  if (parser.kind === mark.semicolon) advance(parser)
  return parser.lastEnd
}

function piecesOf(parser: Parser, blocks: readonly Block[], { start, end }: Span): Statement[] {
  const pieces: Statement[] = []
  let at = start
  for (const block of blocks) {
    if (block.start > at) pieces.push(opaque(parser, at, block.start))
    pieces.push(block)
    at = block.end
  }
  if (end > at) pieces.push(opaque(parser, at, end))
  return pieces
}

const endsTrouble = new Set<number>([
  mark.semicolon,
  mark.openBrace,
  mark.closeBrace,
  tokenKind.closeTag,
  tokenKind.end,
])
