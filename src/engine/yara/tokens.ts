/** A token of a YARA source with its place; comments and white space are dropped. */
export interface Token {
  readonly kind: 'word' | 'string' | 'number' | 'regex' | 'hex' | 'sign'
  /** As written, with quotes, slashes or braces. */
  readonly text: string
  readonly offset: number
  /** 1-based. */
  readonly line: number
}

/**
 * Splits a YARA source. Never throws: what is no token is skipped, because the engine is the judge of the syntax and
 * this only finds names, metadata and literals in sources that it accepts.
 */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = []
  const lines = lineCounter(source)
  let offset = 0
  while (offset < source.length) {
    const kind = kindAt(source, offset, tokens.at(-1))
    const text = textAt(source, offset, kind)
    if (kind !== 'blank') tokens.push({ kind, text, offset, line: lines(offset) })
    offset += text.length
  }
  return tokens
}

type Kind = Token['kind'] | 'blank'

/** Every expression matches at least one char at its place, so that the loop always moves on. */
const shapes: Readonly<Record<Kind, RegExp>> = {
  // Without a repeated group: 4 MiB of stars would be more repetitions than the stack has room for.
  blank: /(?:\s+|\/\/[^\n]*|\/\*(?:[^]*?\*\/|[^]*))/y,
  word: /[$#@!]?\w+\*?|[$#@!]\*?/y,
  string: /"(?:\\[^\n]|[^"\\\n])*"?/y,
  number: /\d[\w.]*/y,
  regex: /\/(?:\\[^\n]|[^/\\\n])+(?:\/[is]*)?/y,
  hex: /\{[^}]*\}?/y,
  sign: /[^]/y,
}

function textAt(source: string, offset: number, kind: Kind): string {
  const shape = shapes[kind]
  shape.lastIndex = offset
  return shape.exec(source)?.[0] ?? source.charAt(offset)
}

function kindAt(source: string, offset: number, previous: Token | undefined): Kind {
  const char = source.charAt(offset)
  const next = source.charAt(offset + 1)
  if (/\s/.test(char) || (char === '/' && (next === '/' || next === '*'))) return 'blank'
  if (char === '"') return 'string'
  if (/[0-9]/.test(char)) return 'number'
  if (/[\w$#@!]/.test(char)) return 'word'
  return literalKind(char, previous)
}

/** `/` divides and `{` opens a rule, except where a pattern is expected. */
function literalKind(char: string, previous: Token | undefined): Kind {
  const before = previous?.kind === 'string' ? '' : previous?.text
  if (char === '{' && before === '=') return 'hex'
  return char === '/' && (before === '=' || before === 'matches') ? 'regex' : 'sign'
}

/** Line of ascending offsets, each byte looked at once. */
function lineCounter(source: string): (offset: number) => number {
  let line = 1
  let lineEnd = endOfLine(source, 0)
  return (offset) => {
    while (lineEnd < offset) {
      line += 1
      lineEnd = endOfLine(source, lineEnd + 1)
    }
    return line
  }
}

function endOfLine(source: string, from: number): number {
  const end = source.indexOf('\n', from)
  return end === -1 ? source.length : end
}
