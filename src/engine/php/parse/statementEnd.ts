import { tokenKind } from '../lex/tokenKind.ts'
import { mark } from './marks.ts'
import { advance, fail, type Parser } from './parser.ts'

/** Takes the `;` or the closing tag that ends a statement; the answer is where the statement's text ends. */
export function endStatement(parser: Parser): number {
  const before = parser.lastEnd
  switch (parser.kind) {
    case mark.semicolon:
      advance(parser)
      return parser.lastEnd
    case tokenKind.closeTag:
      advance(parser)
      return before
    case tokenKind.end:
      return before
    default:
      return fail()
  }
}
