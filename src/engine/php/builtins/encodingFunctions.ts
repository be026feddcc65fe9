import { unknown } from '../value.ts'
import type { Meter, PhpValue, PureFunction, Unknown } from '../value.ts'
import { byteTable, mapBytes } from './byteTable.ts'
import { pack } from './pack.ts'
import { percentDecoded, percentEncoded } from './percentCoding.ts'
import { callbackBytes, hasRoom } from './room.ts'
import { flag, optional, pure, text } from './signature.ts'
import { unpack } from './unpack.ts'

const turned = byteTable(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  'NOPQRSTUVWXYZABCDEFGHIJKLMnopqrstuvwxyzabcdefghijklm',
)

/** Texts that carry bytes: base64, hexadecimal, URL, quoted-printable, uuencode and the like. */
export const encodingFunctions: Readonly<Record<string, PureFunction>> = {
  base64_decode: pure([text, optional(flag, false)], decodeBase64),
  base64_encode: pure([text], ([subject], meter) => {
    if (!hasRoom(Math.ceil(subject.length / 3) * 4, meter)) return unknown
    return Buffer.from(subject, 'latin1').toString('base64')
  }),
  bin2hex: pure([text], ([subject], meter) => {
    if (!hasRoom(subject.length * 2, meter)) return unknown
    return Buffer.from(subject, 'latin1').toString('hex')
  }),
  hex2bin: pure([text], ([subject], meter) => {
    meter.decode(subject.length / 2)
    const isHex = subject.length % 2 === 0 && /^[0-9A-Fa-f]*$/.test(subject)
    return isHex ? Buffer.from(subject, 'hex').toString('latin1') : false
  }),
  str_rot13: pure([text], ([subject]) => mapBytes(subject, turned)),
  urldecode: pure([text], ([subject]) => percentDecoded(mapBytes(subject, byteTable('+', ' ')))),
  rawurldecode: pure([text], ([subject]) => percentDecoded(subject)),
  urlencode: pure([text], ([subject], meter) => {
    if (!hasRoom(subject.length * 3, meter)) return unknown
    return mapBytes(percentEncoded(subject, ' '), byteTable(' ', '+'))
  }),
  rawurlencode: pure([text], ([subject], meter) => {
    if (!hasRoom(subject.length * 3, meter)) return unknown
    return percentEncoded(subject, '~')
  }),
  quoted_printable_decode: pure([text], ([subject], meter) => {
    meter.touch(subject.length * callbackBytes)
    // PHP takes a NUL behind `=` for the end of the text.
    if (subject.includes('\0')) return unknown
    return subject.replace(/=(?:([0-9A-Fa-f]{2})|[ \t]{0,64}(?:\r?\n|$))/g, (_, pair: string | undefined) =>
      pair === undefined ? '' : byteOfHex(pair),
    )
  }),
  pack,
  unpack,
  convert_uudecode: pure([text], ([subject], meter) => {
    meter.touch(subject.length * callbackBytes)
    meter.decode(subject.length)
    return decodeUu(subject)
  }),
  convert_uuencode: pure([text], ([subject], meter) => {
    if (subject === '' || !hasRoom(subject.length * 2, meter)) return unknown
    meter.touch(subject.length * callbackBytes)
    return encodeUu(Buffer.from(subject, 'latin1'))
  }),
}

/** Characters that are no base64 are passed over, and so is padding, wherever it stands; strict refuses them. */
export function decodeBase64(
  [subject, strict]: readonly [string, boolean],
  meter: Meter,
): PhpValue | Unknown {
  meter.decode((subject.length * 3) / 4)
  if (strict && !isStrictBase64(subject)) return false
  return Buffer.from(subject.replace(/[^A-Za-z0-9+/]+/g, ''), 'base64').toString('latin1')
}

function isStrictBase64(subject: string): boolean {
  const packed = subject.replace(/[ \t\r\n]+/g, '')
  const padding = packed.indexOf('=')
  const digits = padding === -1 ? packed : packed.slice(0, padding)
  const tail = padding === -1 ? '' : packed.slice(padding)
  if (!/^[A-Za-z0-9+/]*$/.test(digits) || !/^={0,2}$/.test(tail)) return false
  if (digits.length % 4 === 1) return false
  return tail === '' || (digits.length + tail.length) % 4 === 0
}

function byteOfHex(pair: string): string {
  return String.fromCharCode(Number.parseInt(pair, 16))
}

/** Unknown for what PHP warns of. */
function decodeUu(subject: string): PhpValue | Unknown {
  const out: number[] = []
  let at = 0
  while (at < subject.length) {
    const bytes = uuValue(subject, at)
    if (bytes === 0) break
    const end = at + 1 + Math.ceil(bytes / 3) * 4
    if (bytes > 45 || end > subject.length) return unknown
    const from = out.length
    for (let group = at + 1; group < end; group += 4) out.push(...uuGroup(subject, group))
    out.length = from + bytes
    at = end + 1
  }
  return Buffer.from(out).toString('latin1')
}

function uuGroup(subject: string, at: number): [number, number, number] {
  const [a, b] = [uuValue(subject, at), uuValue(subject, at + 1)]
  const [c, d] = [uuValue(subject, at + 2), uuValue(subject, at + 3)]
  return [((a << 2) | (b >> 4)) & 255, ((b << 4) | (c >> 2)) & 255, ((c << 6) | d) & 255]
}

function uuValue(subject: string, at: number): number {
  return (subject.charCodeAt(at) - 32) & 63
}

function encodeUu(bytes: Buffer): string {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += 45) {
    const line = bytes.subarray(at, at + 45)
    const groups = Array.from({ length: Math.ceil(line.length / 3) }, (_, group) => uuText(line, group * 3))
    lines.push(`${uuCharacter(line.length)}${groups.join('')}\n`)
  }
  return `${lines.join('')}\`\n`
}

function uuText(line: Buffer, at: number): string {
  const word = ((line[at] ?? 0) << 16) | ((line[at + 1] ?? 0) << 8) | (line[at + 2] ?? 0)
  return [18, 12, 6, 0].map((shift) => uuCharacter((word >> shift) & 63)).join('')
}

function uuCharacter(value: number): string {
  return value === 0 ? '`' : String.fromCharCode(value + 32)
}
