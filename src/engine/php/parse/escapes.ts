/** What a text between quotes says. `escaped` tells that printable characters were written as numbers. */
export interface Unescaped {
  readonly value: string
  readonly escaped: boolean
}

/** Text between single quotes. */
export function unescapeSingle(text: string): Unescaped {
  if (!text.includes('\\')) return { value: text, escaped: false }
  const pieces: string[] = []
  let from = 0
  for (let at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', at + 2)) {
    const next = text.charAt(at + 1)
    if (next !== '\\' && next !== "'") continue
    pieces.push(text.slice(from, at), next)
    from = at + 2
  }
  pieces.push(text.slice(from))
  return { value: pieces.join(''), escaped: false }
}

/** Text between double quotes or backticks, whose `quote` may be escaped, or of a heredoc, which has none. */
export function unescapeDouble(text: string, quote: '"' | '`' | ''): Unescaped {
  const first = text.indexOf('\\')
  if (first < 0) return { value: text, escaped: false }
  const pieces: string[] = []
  let escaped = false
  let from = 0
  for (let at = first; at >= 0; ) {
    const escape = escapeAt(text, at, quote)
    if (escape !== undefined) {
      pieces.push(text.slice(from, at), escape.value)
      escaped ||= escape.isNumeric && isPrintable(escape.value)
      from = at + escape.length
    }
    at = text.indexOf('\\', at + (escape?.length ?? 2))
  }
  pieces.push(text.slice(from))
  return { value: pieces.join(''), escaped }
}

interface Escape {
  readonly value: string
  /** Of the whole escape. */
  readonly length: number
  readonly isNumeric: boolean
}

const simple = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['v', '\v'],
  ['e', '\x1b'],
  ['f', '\f'],
  ['\\', '\\'],
  ['$', '$'],
])

function escapeAt(text: string, at: number, quote: string): Escape | undefined {
  const next = text.charAt(at + 1)
  const character = next === quote && quote !== '' ? quote : simple.get(next)
  if (character !== undefined) return { value: character, length: 2, isNumeric: false }
  if (next >= '0' && next <= '7') return octalAt(text, at)
  if (next === 'x' || next === 'X') return hexAt(text, at)
  return next === 'u' ? codePointAt(text, at) : undefined
}

const octal = /[0-7]{1,3}/y
const hex = /[0-9a-f]{1,2}/iy
const codePoint = /\{[0-9a-f]{1,8}\}/iy

function octalAt(text: string, at: number): Escape | undefined {
  const digits = matchAt(octal, text, at + 1)
  return digits === undefined ? undefined : byteOf(Number.parseInt(digits, 8), 1 + digits.length)
}

function hexAt(text: string, at: number): Escape | undefined {
  const digits = matchAt(hex, text, at + 2)
  return digits === undefined ? undefined : byteOf(Number.parseInt(digits, 16), 2 + digits.length)
}

function codePointAt(text: string, at: number): Escape | undefined {
  const braces = matchAt(codePoint, text, at + 2)
  if (braces === undefined) return undefined
  const point = Number.parseInt(braces.slice(1, -1), 16)
  if (point > 0x10ffff) return undefined
  const value = Buffer.from(String.fromCodePoint(point), 'utf8').toString('latin1')
  return { value, length: 2 + braces.length, isNumeric: true }
}

function byteOf(code: number, length: number): Escape {
  return { value: String.fromCharCode(code & 0xff), length, isNumeric: true }
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

function isPrintable(value: string): boolean {
  const code = value.charCodeAt(0)
  return value.length === 1 && code > 0x20 && code < 0x7f
}
