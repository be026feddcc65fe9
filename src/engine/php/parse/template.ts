import type { Expression, StringLiteral } from '../ast.ts'
import { tokenKind } from '../lex/tokenKind.ts'
import { type Unescaped, unescapeDouble } from './escapes.ts'
import { mark } from './marks.ts'
import { advance, expect, fail, nextKind, type Parser, takeName, tokenText } from './parser.ts'
import { numberOf } from './literal.ts'

/** A string, heredoc, nowdoc or shell command with parts; one without variables is a string literal. */
export function template(parser: Parser): Expression {
  const { start } = parser
  const opening = tokenText(parser)
  const style: Style = {
    quote: quoteOf(opening),
    indent: 0,
    atLineStart: opening.endsWith('\n') || opening.endsWith('\r'),
  }
  advance(parser)
  const parts: Part[] = []
  while (parser.kind !== tokenKind.templateClose && parser.kind !== tokenKind.end)
    parts.push(parser.kind === tokenKind.templateText ? rawText(parser) : interpolation(parser))
  const indent = parser.kind === tokenKind.templateClose ? indentOf(tokenText(parser), style) : 0
  if (parser.kind === tokenKind.templateClose) advance(parser)
  return finish(parser, parts, { start, style: { ...style, indent } })
}

interface Style {
  /** `'` is a nowdoc, empty a heredoc. */
  readonly quote: '"' | '`' | "'" | ''
  /** Blanks before the closing name, which are taken from every line. */
  readonly indent: number
  readonly atLineStart: boolean
}

type Part = Expression | RawText

interface RawText {
  readonly kind: 'raw'
  readonly start: number
  readonly end: number
}

function quoteOf(opening: string): Style['quote'] {
  const last = opening.slice(-1)
  if (last === '"' || last === '`') return last
  return opening.includes("'") ? "'" : ''
}

function rawText(parser: Parser): RawText {
  const { start, end } = parser
  advance(parser)
  return { kind: 'raw', start, end }
}

function indentOf(closing: string, { quote }: Style): number {
  if (quote === '"' || quote === '`') return 0
  return /^[\r\n]*([ \t]*)/.exec(closing)?.[1]?.length ?? 0
}

function finish(
  parser: Parser,
  parts: readonly Part[],
  { start, style }: { readonly start: number; readonly style: Style },
): Expression {
  const end = parser.lastEnd
  const values = parts.map((part, index) =>
    part.kind === 'raw'
      ? textPart(parser, part, { ...style, atLineStart: style.atLineStart && index === 0 })
      : part,
  )
  const [only] = values
  if (style.quote !== '`' && values.length === 0)
    return { kind: 'string', value: '', escaped: false, start, end }
  if (style.quote !== '`' && values.length === 1 && only?.kind === 'string') return { ...only, start, end }
  return { kind: 'template', type: style.quote === '`' ? 'shell' : 'string', parts: values, start, end }
}

function textPart(parser: Parser, { start, end }: RawText, style: Style): StringLiteral {
  const written = withoutIndent(parser.text.slice(start, end), style)
  return { kind: 'string', ...unescaped(written, style.quote), start, end }
}

function unescaped(written: string, quote: Style['quote']): Unescaped {
  return quote === "'" ? { value: written, escaped: false } : unescapeDouble(written, quote)
}

function withoutIndent(written: string, { indent, atLineStart }: Style): string {
  if (indent === 0) return written
  const lines = written.split(/(?<=\n|\r(?!\n))/)
  return lines.map((line, index) => (index > 0 || atLineStart ? cutIndent(line, indent) : line)).join('')
}

function cutIndent(line: string, indent: number): string {
  let cut = 0
  while (cut < indent && (line.charAt(cut) === ' ' || line.charAt(cut) === '\t')) cut += 1
  return line.slice(cut)
}

function interpolation(parser: Parser): Expression {
  switch (parser.kind) {
    case tokenKind.variable:
      return simpleVariable(parser)
    case tokenKind.templateBrace: {
      advance(parser)
      const inside = parser.grammar.expression(parser)
      expect(parser, tokenKind.templateBraceEnd)
      return inside
    }
    case tokenKind.templateDollarBrace:
      return dollarBrace(parser)
    default:
      return fail()
  }
}

/** `$name`, `$name[key]`, `$name->property`. */
function simpleVariable(parser: Parser): Expression {
  const { start } = parser
  const base = parser.grammar.variable(parser)
  if (parser.kind === tokenKind.templateIndex) {
    const key = simpleKey(tokenText(parser).slice(1, -1), parser.start + 1)
    advance(parser)
    return { kind: 'index', base, key, start, end: parser.lastEnd }
  }
  if (parser.kind !== tokenKind.templateProperty) return base
  const name = tokenText(parser).replace(/^\??->/, '')
  advance(parser)
  return { kind: 'property', base, name, start, end: parser.lastEnd }
}

/** Without quotes: a name is a string, and so is a number that is not written as PHP would print it. */
function simpleKey(written: string, start: number): Expression {
  const end = start + written.length
  if (written.startsWith('$')) return { kind: 'variable', name: written.slice(1), start, end }
  if (/^(?:0|-?[1-9][0-9]{0,17})$/.test(written))
    return { kind: 'number', value: numberOf(written), start, end }
  return { kind: 'string', value: written, escaped: false, start, end }
}

/** `${name}`, `${name[key]}`, `${expression}`. */
function dollarBrace(parser: Parser): Expression {
  const { start } = parser
  advance(parser)
  const after = parser.kind === tokenKind.name ? nextKind(parser) : 0
  if (after === tokenKind.templateBraceEnd) return namedVariable(parser, start)
  if (after === mark.openBracket) return namedIndex(parser, start)
  const name = parser.grammar.expression(parser)
  expect(parser, tokenKind.templateBraceEnd)
  return { kind: 'variable', name, start, end: parser.lastEnd }
}

function namedVariable(parser: Parser, start: number): Expression {
  const name = takeName(parser)
  advance(parser)
  return { kind: 'variable', name, start, end: parser.lastEnd }
}

function namedIndex(parser: Parser, start: number): Expression {
  const nameStart = parser.start
  const name = takeName(parser)
  const base: Expression = { kind: 'variable', name, start: nameStart, end: parser.lastEnd }
  advance(parser)
  const key = parser.grammar.expression(parser)
  expect(parser, mark.closeBracket)
  expect(parser, tokenKind.templateBraceEnd)
  return { kind: 'index', base, key, start, end: parser.lastEnd }
}
