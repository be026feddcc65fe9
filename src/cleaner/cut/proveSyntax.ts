import { lexPhp } from '../../engine/php/lex/lexPhp.ts'
import type { PhpReading } from '../../engine/php/lex/lexPhp.ts'
import { tokenKind } from '../../engine/php/lex/tokenKind.ts'
import type { Tokens } from '../../engine/php/lex/tokens.ts'
import { parsePhp } from '../../engine/php/parse/parsePhp.ts'
import type { Span } from '../../engine/span.ts'
import type { Program } from '../../engine/php/ast.ts'
import { readingsOf } from './reading.ts'
import { visit } from './syntax.ts'
import { definedIn } from './uses.ts'

/** `none`: neither holds PHP. */
type Proof = 'compared' | 'none' | 'broken'

/**
 * What a parser can say of an output: it is understood no worse than the content was (P2), it has the tokens of the content
 * without those that were taken out (P4), and names no function, class or constant whose definition is gone (P5); in every
 * reading of the content.
 */
export function proveSyntax(content: Buffer, output: Buffer, kept: readonly Span[]): Proof {
  const [before, after] = [content.toString('latin1'), output.toString('latin1')]
  const proofs = readingsOf(before).map((reading) => proofIn(reading, { before, after }, kept))
  if (proofs.includes('broken')) return 'broken'
  return proofs.includes('compared') ? 'compared' : 'none'
}

function proofIn(
  reading: PhpReading,
  { before, after }: { readonly before: string; readonly after: string },
  kept: readonly Span[],
): Proof {
  const [tokens, left] = [lexPhp(before, reading), lexPhp(after, reading)]
  if (isMarkup(tokens) && isMarkup(left)) return 'none'
  const wanted = wordsOf(before, tokens, kept)
  const words = wordsOf(after, left, [{ start: 0, end: after.length }])
  if (wanted.length !== words.length || wanted.some((word, at) => word !== words[at])) return 'broken'
  const program = parsePhp(before, reading)
  if (parsePhp(after, reading).opaqueBytes > program.opaqueBytes) return 'broken'
  return keepsDefinitions(program, { kept, words }) ? 'compared' : 'broken'
}

function isMarkup({ data, count }: Tokens): boolean {
  for (let at = 0; at < count; at += 1) if (data[3 * at] !== tokenKind.html) return false
  return true
}

/** The texts of the tokens that lie in kept ranges, tags without the blank or line end that belongs to them. */
function wordsOf(text: string, tokens: Tokens, kept: readonly Span[]): readonly string[] {
  const words: string[] = []
  let markup = ''
  let slice = 0
  for (let at = 0; at < tokens.count; at += 1) {
    const token = tokenAt(tokens, at)
    while (slice < kept.length && (kept[slice]?.end ?? 0) <= token.start) slice += 1
    // Markup around a block that went is one text afterwards.
    if (token.kind === tokenKind.html) markup += keptText(text, token, kept, slice)
    else if (token.start >= (kept[slice]?.start ?? Infinity)) {
      words.push(markup, text.slice(token.start, token.end).trim())
      markup = ''
    }
  }
  return [...words, markup]
}

function tokenAt({ data }: Tokens, index: number): Span & { readonly kind: number } {
  const at = 3 * index
  return { kind: data[at] ?? tokenKind.end, start: data[at + 1] ?? 0, end: data[at + 2] ?? 0 }
}

/** Markup has no smallest part, so what is kept of it is. */
function keptText(text: string, { start, end }: Span, kept: readonly Span[], from: number): string {
  let word = ''
  for (let at = from; at < kept.length; at += 1) {
    const slice = kept[at]
    if (slice === undefined || slice.start >= end) break
    word += text.slice(Math.max(start, slice.start), Math.min(end, slice.end))
  }
  return word
}

function keepsDefinitions(
  program: Program,
  { kept, words }: { readonly kept: readonly Span[]; readonly words: readonly string[] },
): boolean {
  const named = new Set(words.map((word) => word.toLowerCase()))
  const gone: string[] = []
  for (const statement of program.statements)
    visit(statement, (node) => {
      if (!isKept(node, kept)) gone.push(...definedIn(node, undefined))
      return 'into'
    })
  return !gone.some((name) => isNamed(named, name.toLowerCase()))
}

function isNamed(words: ReadonlySet<string>, name: string): boolean {
  return [name, `'${name}'`, `"${name}"`].some((word) => words.has(word))
}

function isKept({ start }: Span, kept: readonly Span[]): boolean {
  return kept.some((slice) => slice.start <= start && start < slice.end)
}
