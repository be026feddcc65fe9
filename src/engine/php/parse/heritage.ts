import { mark } from './marks.ts'
import { accept, acceptWord, type Parser, takeName } from './parser.ts'

/** `extends A implements B, C`; the parents of an interface are interfaces. */
export function heritage(parser: Parser): { parent: string | null; interfaces: string[] } {
  const parents = acceptWord(parser, 'extends') ? names(parser) : []
  const implemented = acceptWord(parser, 'implements') ? names(parser) : []
  return { parent: parents[0] ?? null, interfaces: [...parents.slice(1), ...implemented] }
}

/** `a, b\c`. */
export function names(parser: Parser): string[] {
  const list = [takeName(parser)]
  while (accept(parser, mark.comma)) list.push(takeName(parser))
  return list
}
