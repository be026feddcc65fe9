import { tokenKind } from '../lex/tokenKind.ts'
import { sign } from './signs.ts'
import { endOf, kindAt, startOf, type TokenCursor } from './tokenCursor.ts'
import { signedStringMax, stringSigns } from './words.ts'

/** Signs of the string or text at `index`. */
export function textSigns(cursor: TokenCursor, index: number): number {
  const kind = kindAt(cursor, index)
  const quotes = kind === tokenKind.templateText ? 0 : 1
  const start = startOf(cursor, index) + quotes
  const end = Math.max(start, endOf(cursor, index) - quotes)
  const { text } = cursor
  const known =
    end - start <= signedStringMax ? knownSigns(text.slice(start, end)) : addressSigns(text, start)
  const packed = end - start >= packedBytesMin && isPacked(text, start, end) ? sign.packed : 0
  const isEscaped = kind !== tokenKind.singleQuoted && isUnreadable(text, start, end)
  return known | fileSigns(text, start) | packed | (isEscaped ? sign.unreadable : 0)
}

/** True for `\x41`, `\101` and `\u{41}`. */
export function hasNumericEscape(text: string): boolean {
  return numericEscape.test(text)
}

const numericEscape = /\\(?:x[2-7][0-9a-f]|[01][0-7]{2}|u\{0*[2-7][0-9a-f]\})/i
const twoEscapes =
  /\\(?:x[2-7][0-9a-f]|[01][0-7]{2}|u\{0*[2-7][0-9a-f]\})[^\\]{0,4}\\(?:x[2-7]|[01][0-7]{2}|u)/i

/** More of a text than this is not looked at for escapes. */
const escapeSearchMax = 4096

/** Two printable characters written as numbers, close together; a single one is often a quote or a control character. */
function isUnreadable(text: string, start: number, end: number): boolean {
  const backslash = indexBefore(text, start, Math.min(end, start + escapeSearchMax))
  return backslash >= 0 && twoEscapes.test(text.slice(backslash, Math.min(end, backslash + escapeSearchMax)))
}

function indexBefore(text: string, start: number, end: number): number {
  for (let at = start; at < end; at += 1) if (text.charCodeAt(at) === 0x5c) return at
  return -1
}

function knownSigns(text: string): number {
  return (stringSigns.get(text.toLowerCase()) ?? 0) | addressSigns(text, 0)
}

function addressSigns(text: string, start: number): number {
  return text.startsWith('http://', start) || text.startsWith('https://', start) ? sign.address : 0
}

/** What a file begins with that somebody else shall run, and a setting that loads a library into every program. */
function fileSigns(text: string, start: number): number {
  if (text.startsWith('LD_PRELOAD', start)) return sign.strong
  return fileBeginnings.some((beginning) => text.startsWith(beginning, start)) ? sign.fileText : 0
}

const fileBeginnings = [
  '<script',
  '<iframe',
  '<SCRIPT',
  '<IFRAME',
  '<?',
  'AddType ',
  'AddHandler ',
  'SetHandler ',
  '<Files',
  'Options ',
  'RewriteEngine ',
]

const packedBytesMin = 400
const packedSample = 200

/** No white space in a sample of it: base64, hex, or bytes. */
function isPacked(text: string, start: number, end: number): boolean {
  const from = start + ((end - start - packedSample) >> 1)
  for (let at = from; at < from + packedSample; at += 1) if (text.charCodeAt(at) <= 0x20) return false
  return true
}
