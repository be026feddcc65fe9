/**
 * The one text form of names and paths, reversible and safe to print anywhere:
 *
 * - A name that is valid UTF-8 is shown as its text. A backslash becomes `\\`; every character that is invisible or
 *   moves others (control, format, bidi, unassigned, private use, line and paragraph separators, default-ignorable
 *   ones, every space but U+0020) becomes `\u{hex}`.
 * - A name that is not valid UTF-8 is shown byte by byte: printable ASCII as it is, every other byte and the backslash
 *   as `\xNN`.
 *
 * Each component of a path is treated for itself, so one bad name does not spoil the rest.
 */
export function displayPath(bytes: string): string {
  if (plain.test(bytes)) return bytes
  return bytes.split('/').map(displayName).join('/')
}

/**
 * The bytes (latin1) behind a displayed name or path; undefined when `text` holds an escape that displayPath never
 * writes. parseDisplayPath(displayPath(x)) is x for every x; text without backslashes stands for its own UTF-8.
 */
export function parseDisplayPath(text: string): string | undefined {
  if (loneSurrogate.test(text)) return undefined
  let bytes = ''
  let done = 0
  for (const match of text.matchAll(escapes)) {
    const value = escapedBytes(match[0])
    if (value === undefined) return undefined
    bytes += utf8Bytes(text.slice(done, match.index)) + value
    done = match.index + match[0].length
  }
  return bytes + utf8Bytes(text.slice(done))
}

const plain = /^[ -[\]-~]*$/
const needsEscape =
  /[\\\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu
const notPrintableAscii = /[^ -[\]-~]/g
const loneSurrogate = /\p{Cs}/u
/** Any backslash starts an escape; what follows it is checked by escapedBytes. */
const escapes = /\\(?:\\|x[0-9a-f]{2}|u\{[0-9a-f]{1,6}\})?/g

function displayName(bytes: string): string {
  const text = Buffer.from(bytes, 'latin1').toString('utf8')
  return utf8Bytes(text) === bytes ? text.replace(needsEscape, escapeCharacter) : escapeBytes(bytes)
}

function escapeCharacter(character: string): string {
  if (character === '\\') return '\\\\'
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}

function escapeBytes(bytes: string): string {
  return bytes.replace(notPrintableAscii, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`)
}

function escapedBytes(escaped: string): string | undefined {
  const kind = escaped[1]
  if (kind === '\\') return '\\'
  if (kind === 'x') return String.fromCharCode(Number.parseInt(escaped.slice(2), 16))
  if (kind !== 'u') return undefined
  const codePoint = Number.parseInt(escaped.slice(3, -1), 16)
  const isSurrogate = codePoint >= 0xd800 && codePoint <= 0xdfff
  return codePoint > 0x10ffff || isSurrogate ? undefined : utf8Bytes(String.fromCodePoint(codePoint))
}

function utf8Bytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}
