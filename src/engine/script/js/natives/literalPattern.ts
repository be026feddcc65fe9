/**
 * The regular expressions that decoders are written with: alternatives of single characters and classes, a class repeated
 * with `+`. Matched by hand, one character after the other: the sample's pattern never becomes a RegExp of ours.
 */
interface Piece {
  readonly has: (char: string) => boolean
  /** `edge` is between a letter of a word and something else, and takes nothing. */
  readonly count: 'one' | 'many' | 'edge'
}

/** undefined for a pattern of another kind, and when `given` is. */
export function replaceSimple(
  text: string,
  { pattern, flags }: { readonly pattern: string; readonly flags: string },
  given: (match: string) => string | undefined,
): string | undefined {
  if (pattern === '^') return prefixed(text, given(''))
  const alternatives = parsePattern(pattern, flags)
  if (alternatives === undefined) return undefined
  const out: string[] = []
  let from = 0
  for (let at = 0; at < text.length && (flags.includes('g') || out.length === 0); ) {
    const end = matchAt(text, at, alternatives)
    if (end === undefined) at += 1
    else {
      const other = given(text.slice(at, end))
      if (other === undefined) return undefined
      out.push(text.slice(from, at), other)
      at = end
      from = end
    }
  }
  out.push(text.slice(from))
  return out.join('')
}

/** Packers ask with it whether `replace` takes functions. */
function prefixed(text: string, before: string | undefined): string | undefined {
  return before === undefined ? undefined : before + text
}

/** undefined for a pattern of another kind. */
export function splitSimple(text: string, pattern: string): string[] | undefined {
  const alternatives = parsePattern(pattern, '')
  if (alternatives === undefined) return undefined
  const pieces: string[] = []
  let from = 0
  for (let at = 0; at < text.length; ) {
    const end = matchAt(text, at, alternatives)
    if (end === undefined) at += 1
    else {
      pieces.push(text.slice(from, at))
      at = end
      from = end
    }
  }
  pieces.push(text.slice(from))
  return pieces
}

/** End of the first alternative that matches; what is empty matches nowhere. */
function matchAt(text: string, at: number, alternatives: readonly (readonly Piece[])[]): number | undefined {
  for (const pieces of alternatives) {
    const end = endOf(text, at, pieces)
    if (end !== undefined && end > at) return end
  }
  return undefined
}

function endOf(text: string, start: number, pieces: readonly Piece[]): number | undefined {
  let at = start
  for (const { has, count } of pieces) {
    if (count === 'edge') {
      if (isLetter(text, at - 1) === isLetter(text, at)) return undefined
      continue
    }
    if (at >= text.length || !has(text.charAt(at))) return undefined
    at += 1
    while (count === 'many' && at < text.length && has(text.charAt(at))) at += 1
  }
  return at
}

function isLetter(text: string, at: number): boolean {
  return /\w/.test(text.charAt(at))
}

/** Longer ones are for people's texts, and each character of the text is held against every piece. */
const patternCharsMax = 64

function parsePattern(pattern: string, flags: string): Piece[][] | undefined {
  if (pattern.length > patternCharsMax || flags.includes('i')) return undefined
  const alternatives: Piece[][] = [[]]
  for (let at = 0; at < pattern.length; ) {
    const next = markAt(pattern, at, alternatives) ?? pieceAt(pattern, at, alternatives)
    if (next === undefined) return undefined
    at = next
  }
  return alternatives.every(isForward) ? alternatives : undefined
}

/** Only the last piece may take more than one: then no piece has to give anything back. */
function isForward(pieces: readonly Piece[]): boolean {
  const takers = pieces.filter(({ count }) => count !== 'edge')
  return takers.slice(0, -1).every(({ count }) => count === 'one')
}

/** `\b` and `|`; the end of it. */
function markAt(pattern: string, at: number, alternatives: Piece[][]): number | undefined {
  if (pattern.startsWith('\\b', at)) {
    alternatives.at(-1)?.push({ has: () => true, count: 'edge' })
    return at + 2
  }
  if (pattern.charAt(at) !== '|') return undefined
  alternatives.push([])
  return at + 1
}

function pieceAt(pattern: string, at: number, alternatives: Piece[][]): number | undefined {
  const unit = unitAt(pattern, at)
  if (unit === undefined) return undefined
  const isMany = pattern.charAt(unit.end) === '+'
  alternatives.at(-1)?.push({ has: unit.has, count: isMany ? 'many' : 'one' })
  return unit.end + (isMany ? 1 : 0)
}

interface Unit {
  readonly has: (char: string) => boolean
  readonly end: number
}

function unitAt(pattern: string, at: number): Unit | undefined {
  const char = pattern.charAt(at)
  if (char === '[') return classAt(pattern, at)
  if (char === '\\') return escapeAt(pattern, at)
  if ('^$.*+?()]{}|'.includes(char)) return undefined
  return { has: (other) => other === char, end: at + 1 }
}

function escapeAt(pattern: string, at: number): Unit | undefined {
  const char = pattern.charAt(at + 1)
  if (char === 's') return { has: (other) => /\s/.test(other), end: at + 2 }
  if (char === 'd') return { has: (other) => /\d/.test(other), end: at + 2 }
  if (char === 'w') return { has: (other) => /\w/.test(other), end: at + 2 }
  if (char === '' || /[a-z0-9]/i.test(char)) return undefined
  return { has: (other) => other === char, end: at + 2 }
}

function classAt(pattern: string, start: number): Unit | undefined {
  const isNegative = pattern.charAt(start + 1) === '^'
  const tests: ((char: string) => boolean)[] = []
  let at = start + (isNegative ? 2 : 1)
  while (at < pattern.length && pattern.charAt(at) !== ']') {
    const unit = pattern.charAt(at) === '\\' ? escapeAt(pattern, at) : rangeAt(pattern, at)
    if (unit === undefined) return undefined
    tests.push(unit.has)
    at = unit.end
  }
  if (at >= pattern.length) return undefined
  return { has: (char) => tests.some((test) => test(char)) !== isNegative, end: at + 1 }
}

function rangeAt(pattern: string, at: number): Unit {
  const low = pattern.charAt(at)
  const high = pattern.charAt(at + 2)
  if (pattern.charAt(at + 1) !== '-' || high === ']' || high === '')
    return { has: (char) => char === low, end: at + 1 }
  return { has: (char) => char >= low && char <= high, end: at + 3 }
}
