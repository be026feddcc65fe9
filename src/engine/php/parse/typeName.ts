import { tokenKind } from '../lex/tokenKind.ts'
import { mark } from './marks.ts'
import { advance, nextKind, type Parser } from './parser.ts'

const marks = new Set<number>([mark.question, mark.bar, tokenKind.name])

/** Passes over `?a`, `a|b`, `a&b`, `(a&b)|null`; the `&` of a parameter by reference is left. */
export function skipType(parser: Parser): void {
  let open = 0
  for (;;) {
    if (parser.kind === mark.openParenthesis) open += 1
    else if (parser.kind === mark.closeParenthesis && open > 0) open -= 1
    else if (!marks.has(parser.kind) && !isIntersection(parser)) return
    advance(parser)
  }
}

function isIntersection(parser: Parser): boolean {
  if (parser.kind !== mark.ampersand) return false
  const next = nextKind(parser)
  return next === tokenKind.name || next === mark.openParenthesis
}
