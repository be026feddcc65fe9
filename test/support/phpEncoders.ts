import fc from 'fast-check'
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { listOf } from '../../src/engine/php/builtins/phpArray.ts'
import type { PhpValue } from '../../src/engine/php/value.ts'

/** One step that hides a text, and the call of PHP that undoes it. */
export interface Encoder {
  readonly name: string
  readonly encode: (text: string) => string
  readonly decode: (hidden: string) => readonly [name: string, args: readonly PhpValue[]]
}

/** What malware packs its code with, each written here on its own and not by what is tested. */
export const encoders: readonly Encoder[] = [
  plain('base64_decode', (text) => bytes(text).toString('base64')),
  plain('base64_decode', (text) =>
    (
      bytes(text)
        .toString('base64')
        .match(/.{1,40}/g) ?? []
    ).join('\n* '),
  ),
  plain('hex2bin', (text) => bytes(text).toString('hex')),
  plain('strrev', (text) => bytes(text).reverse().toString('latin1')),
  plain('str_rot13', rot13),
  plain('urldecode', percent),
  plain('rawurldecode', percent),
  plain('gzinflate', (text) => deflateRawSync(bytes(text)).toString('latin1')),
  plain('gzuncompress', (text) => deflateSync(bytes(text)).toString('latin1')),
  plain('gzdecode', (text) => gzipSync(bytes(text)).toString('latin1')),
  plain('zlib_decode', (text) => deflateSync(bytes(text)).toString('latin1')),
  plain('convert_uudecode', uuencode),
  plain('quoted_printable_decode', (text) => percent(text).replaceAll('%', '=')),
  plain('stripcslashes', (text) => percent(text).replaceAll('%', '\\x')),
  {
    name: 'pack',
    encode: (text) => bytes(text).toString('hex'),
    decode: (hidden) => ['pack', ['H*', hidden]],
  },
  {
    name: 'substr',
    encode: (text) => `abc${text}`,
    decode: (hidden) => ['substr', [hidden, 3]],
  },
  {
    name: 'strtr',
    encode: (text) => swapped(text),
    decode: (hidden) => ['strtr', [hidden, 'abcd0_', 'd0_abc']],
  },
  {
    name: 'str_replace',
    encode: (text) => text.replaceAll('e', '%E2%'),
    decode: (hidden) => ['str_replace', ['%E2%', 'e', hidden]],
  },
  {
    name: 'implode',
    encode: (text) => text,
    decode: (hidden) => ['implode', ['', listOf(hidden)]],
  },
]

/** A stack of at most `depth` of them, innermost first. */
export function encoderStack(depth: number): fc.Arbitrary<readonly Encoder[]> {
  return fc.array(fc.constantFrom(...encoders), { minLength: 1, maxLength: depth })
}

function plain(name: string, encode: (text: string) => string): Encoder {
  return { name, encode, decode: (hidden) => [name, [hidden]] }
}

function bytes(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}

function rot13(text: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
  const turned = 'NOPQRSTUVWXYZABCDEFGHIJKLMnopqrstuvwxyzabcdefghijklm'
  return mapped(text, letters, turned)
}

/** The inverse of the table in `strtr` above. */
function swapped(text: string): string {
  return mapped(text, 'd0_abc', 'abcd0_')
}

function mapped(text: string, from: string, to: string): string {
  return Array.from(text, (character) => to[from.indexOf(character)] ?? character).join('')
}

function percent(text: string): string {
  return Array.from(text, (character) => `%${bytes(character).toString('hex')}`).join('')
}

function uuencode(text: string): string {
  const lines: string[] = []
  for (let at = 0; at < text.length; at += 45) lines.push(uuLine(bytes(text.slice(at, at + 45))))
  return [...lines, '`', ''].join('\n')
}

function uuLine(line: Buffer): string {
  const bits = Array.from(line, (byte) => byte.toString(2).padStart(8, '0')).join('')
  const padded = bits.padEnd(Math.ceil(bits.length / 24) * 24, '0')
  const sixes = padded.match(/.{6}/g) ?? []
  return uuCharacter(line.length) + sixes.map((six) => uuCharacter(Number.parseInt(six, 2))).join('')
}

function uuCharacter(value: number): string {
  return value === 0 ? '`' : String.fromCharCode(32 + value)
}
