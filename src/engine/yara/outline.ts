import { tokensOf } from './tokens.ts'
import type { Token } from './tokens.ts'

/** What a YARA source declares, without its conditions. */
export interface SourceOutline {
  readonly imports: readonly { readonly module: string; readonly line: number }[]
  /** Lines with an `include`. */
  readonly includes: readonly number[]
  readonly rules: readonly SourceRule[]
}

export interface SourceRule {
  readonly identifier: string
  readonly line: number
  readonly isPrivate: boolean
  readonly isGlobal: boolean
  readonly meta: ReadonlyMap<string, string>
  readonly patterns: readonly SourcePattern[]
  /** The rule as written, modifiers included. */
  readonly text: string
}

export interface SourcePattern {
  readonly kind: 'string' | 'regex' | 'hex'
  /** As written, with quotes, slashes or braces. */
  readonly text: string
}

/** Never throws: a source the engine refuses gives whatever could be read of it. */
export function outlineOf(source: string): SourceOutline {
  const tokens = tokensOf(source)
  const rules: SourceRule[] = []
  for (let at = 0; at < tokens.length; at += 1) {
    if (!isWord(tokens[at], 'rule')) continue
    const end = endOfRule(tokens, at)
    rules.push(ruleOf(source, tokens, at, end))
    at = end
  }
  return { imports: importsOf(tokens), includes: includesOf(tokens), rules }
}

function isWord(token: Token | undefined, text: string): boolean {
  return token?.kind === 'word' && token.text === text
}

function isSign(token: Token | undefined, text: string): boolean {
  return token?.kind === 'sign' && token.text === text
}

function importsOf(tokens: readonly Token[]): { module: string; line: number }[] {
  return tokens.flatMap((token, at) => {
    const next = tokens[at + 1]
    if (!isWord(token, 'import') || next?.kind !== 'string') return []
    return [{ module: unquote(next.text), line: token.line }]
  })
}

function includesOf(tokens: readonly Token[]): number[] {
  return tokens.flatMap((token, at) =>
    isWord(token, 'include') && tokens[at + 1]?.kind === 'string' ? [token.line] : [],
  )
}

/** Index of the closing brace: hex strings are tokens of their own, and nothing else in a rule has braces. */
function endOfRule(tokens: readonly Token[], start: number): number {
  let end = start
  while (end < tokens.length - 1 && !isSign(tokens[end], '}')) end += 1
  return end
}

function ruleOf(source: string, tokens: readonly Token[], start: number, end: number): SourceRule {
  const modifiers = modifiersBefore(tokens, start)
  return {
    identifier: tokens[start + 1]?.text ?? '',
    line: tokens[start]?.line ?? 1,
    isPrivate: modifiers.includes('private'),
    isGlobal: modifiers.includes('global'),
    meta: metaOf(section(tokens, start, end, 'meta')),
    patterns: patternsOf(section(tokens, start, end, 'strings')),
    text: textBetween(source, tokens[start - modifiers.length], tokens[end]),
  }
}

function textBetween(source: string, first: Token | undefined, last: Token | undefined): string {
  if (first === undefined || last === undefined) return ''
  return source.slice(first.offset, last.offset + last.text.length)
}

function modifiersBefore(tokens: readonly Token[], start: number): string[] {
  const found: string[] = []
  for (let at = start - 1; isWord(tokens[at], 'private') || isWord(tokens[at], 'global'); at -= 1) {
    found.push(tokens[at]?.text ?? '')
  }
  return found
}

/** Tokens after `name:` up to the next section or the end of the rule. */
function section(tokens: readonly Token[], start: number, end: number, name: string): readonly Token[] {
  const opens = (at: number, wanted: readonly string[]): boolean =>
    wanted.some((word) => isWord(tokens[at], word)) && isSign(tokens[at + 1], ':')
  let first = start
  while (first < end && !opens(first, [name])) first += 1
  let last = first + 2
  while (last < end && !opens(last, ['strings', 'condition', 'variables'])) last += 1
  return tokens.slice(first + 2, last)
}

function metaOf(tokens: readonly Token[]): ReadonlyMap<string, string> {
  const meta = new Map<string, string>()
  tokens.forEach((token, at) => {
    const value = tokens[at + 2]
    if (token.kind !== 'word' || !isSign(tokens[at + 1], '=') || value === undefined) return
    meta.set(token.text, value.kind === 'string' ? unquote(value.text) : value.text)
  })
  return meta
}

function patternsOf(tokens: readonly Token[]): SourcePattern[] {
  return tokens.flatMap((token, at) => {
    const { kind, text } = token
    const isValue = isSign(tokens[at - 1], '=')
    return isValue && (kind === 'string' || kind === 'regex' || kind === 'hex') ? [{ kind, text }] : []
  })
}

function unquote(text: string): string {
  return text.slice(1, -1).replace(/\\(["\\])/g, '$1')
}
