import type { NumberLiteral, StringLiteral } from '../ast.ts'
import { unescapeDouble, unescapeSingle } from './escapes.ts'
import { advance, type Parser, tokenText } from './parser.ts'

/** A string of one token; a `b` may stand before it and its closing quote may be missing. */
export function stringLiteral(parser: Parser): StringLiteral {
  const { start } = parser
  const written = tokenText(parser)
  advance(parser)
  const open = written.startsWith("'") || written.startsWith('"') ? 0 : 1
  const quote = written.charAt(open)
  const inside = written.slice(open + 1, closes(written, open, quote) ? -1 : undefined)
  const unescaped = quote === "'" ? unescapeSingle(inside) : unescapeDouble(inside, '"')
  return { kind: 'string', ...unescaped, start, end: parser.lastEnd }
}

function closes(written: string, open: number, quote: string): boolean {
  return written.length > open + 1 && written.endsWith(quote)
}

export function numberLiteral(parser: Parser): NumberLiteral {
  const { start } = parser
  const value = numberOf(tokenText(parser))
  advance(parser)
  return { kind: 'number', value, start, end: parser.lastEnd }
}

/** Value of a number as PHP writes it; a leading zero is octal. */
export function numberOf(written: string): number {
  const digits = written.replaceAll('_', '')
  if (/^0[xbo]/i.test(digits)) return Number(digits)
  if (/^0[0-9]+$/.test(digits)) return Number.parseInt(digits, 8)
  return Number(digits)
}
