import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'

/** One way to hide a text: the text that stands in the source, and the PHP expression that gives the text back. */
export interface Encoder {
  readonly name: string
  readonly encode: (text: string) => string
  /** `inner` is the expression of the encoded text. */
  readonly decode: (inner: string) => string
}

function latin1(bytes: Buffer): string {
  return bytes.toString('latin1')
}

function bytes(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}

/** The bytes of a text, one by one. */
export function lettersOf(text: string): readonly string[] {
  return Array.from({ length: text.length }, (_, at) => text.charAt(at))
}

export function base64(text: string): string {
  return bytes(text).toString('base64')
}

export function rot13(text: string): string {
  return text.replace(/[a-z]/gi, (letter) => {
    const base = letter < 'a' ? 65 : 97
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base)
  })
}

export function reversed(text: string): string {
  return lettersOf(text).toReversed().join('')
}

export function hex(text: string): string {
  return bytes(text).toString('hex')
}

function urlEncoded(text: string): string {
  return lettersOf(text)
    .map((character) => `%${hex(character)}`)
    .join('')
}

/** Encoders that may be put on top of each other; what one gives is bytes for the next. */
export const encoders: readonly Encoder[] = [
  { name: 'base64', encode: base64, decode: (inner) => `base64_decode(${inner})` },
  {
    name: 'deflate',
    encode: (text) => base64(latin1(deflateRawSync(bytes(text)))),
    decode: (inner) => `gzinflate(base64_decode(${inner}))`,
  },
  {
    name: 'zlib',
    encode: (text) => base64(latin1(deflateSync(bytes(text)))),
    decode: (inner) => `gzuncompress(base64_decode(${inner}))`,
  },
  {
    name: 'gzip',
    encode: (text) => base64(latin1(gzipSync(bytes(text)))),
    decode: (inner) => `gzdecode(base64_decode(${inner}))`,
  },
  { name: 'rot13', encode: rot13, decode: (inner) => `str_rot13(${inner})` },
  { name: 'reverse', encode: reversed, decode: (inner) => `strrev(${inner})` },
  { name: 'hex', encode: hex, decode: (inner) => `hex2bin(${inner})` },
  { name: 'pack', encode: hex, decode: (inner) => `pack('H*',${inner})` },
  { name: 'url', encode: urlEncoded, decode: (inner) => `rawurldecode(${inner})` },
]

/** The expression that decodes a text which went through the encoders, the first one innermost. */
export function packed(text: string, layers: readonly Encoder[]): string {
  const encoded = layers.reduce((inner, layer) => layer.encode(inner), text)
  return layers.toReversed().reduce((inner, layer) => layer.decode(inner), quoted(encoded))
}

/** As a string in single quotes. */
export function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`
}

/** As a string in double quotes, every character an escape. */
export function escaped(text: string, base: 8 | 16): string {
  const mark = base === 8 ? '\\' : '\\x'
  const digits = base === 8 ? 3 : 2
  return `"${lettersOf(text)
    .map((one) => mark + one.charCodeAt(0).toString(base).padStart(digits, '0'))
    .join('')}"`
}

/** As a sum of single characters. */
export function chrSum(text: string): string {
  return lettersOf(text)
    .map((one) => `chr(${one.charCodeAt(0)})`)
    .join('.')
}

/** As two strings whose bits differ. */
export function xorPair(text: string): string {
  const key = 'holdfasttestkeyxholdfasttestkeyx'.slice(0, text.length)
  const other = lettersOf(text).map((one, at) => String.fromCharCode(one.charCodeAt(0) ^ key.charCodeAt(at)))
  return `(${escaped(other.join(''), 16)}^'${key}')`
}
