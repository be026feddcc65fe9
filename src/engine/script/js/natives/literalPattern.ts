/**
 * The regular expressions that decoders are written with: alternatives of single characters and classes, a class repeated
 * with `+`. Matched by hand, one character after the other: the sample's pattern never becomes a RegExp of ours.
 */
interface Piece {
  readonly has: (char: string) => boolean
  readonly count: 'one' | 'many'
}

/** undefined for a pattern of another kind. */
export function replaceSimple(
  text: string,
  pattern: string,
  { given, flags }: { readonly given: string; readonly flags: string },
): string | undefined {
  const alternatives = parsePattern(pattern, flags)
  if (alternatives === undefined) return undefined
  const isGlobal = flags.includes('g')
  const out: string[] = []
  let from = 0
  for (let at = 0; at < text.length; ) {
    const end = matchAt(text, at, alternatives)
    if (end === undefined) at += 1
    else {
      out.push(text.slice(from, at), given)
      at = end
      from = end
      if (!isGlobal) break
    }
  }
  out.push(text.slice(from))
  return out.join('')
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
    if (at >= text.length || !has(text.charAt(at))) return undefined
    at += 1
    while (count === 'many' && at < text.length && has(text.charAt(at))) at += 1
  }
  return at
}

/** Longer ones are for people's texts, and each character of the text is held against every piece. */
const patternCharsMax = 64

function parsePattern(pattern: string, flags: string): Piece[][] | undefined {
  if (pattern.length > patternCharsMax || flags.includes('i')) return undefined
  const alternatives: Piece[][] = [[]]
  for (let at = 0; at < pattern.length; ) {
    if (pattern.charAt(at) === '|') {
      alternatives.push([])
      at += 1
      continue
    }
    const unit = unitAt(pattern, at)
    if (unit === undefined) return undefined
    const isMany = pattern.charAt(unit.end) === '+'
    // Only the last piece may take more than one: then no piece has to give anything back.
    alternatives.at(-1)?.push({ has: unit.has, count: isMany ? 'many' : 'one' })
    at = unit.end + (isMany ? 1 : 0)
  }
  const isPlain = alternatives.every((pieces) => pieces.slice(0, -1).every(({ count }) => count === 'one'))
  return isPlain ? alternatives : undefined
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
