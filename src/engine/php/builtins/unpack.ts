import { unknown } from '../value.ts'
import type { Meter, PhpArray, PhpValue, Unknown } from '../value.ts'
import { keyOfText } from './convert.ts'
import { integerCodes, unpackCodes } from './packFormat.ts'
import type { IntegerCode, PackCode } from './packFormat.ts'
import { emptyArray, hasCells, setEntry } from './phpArray.ts'
import { integer, optional, pure, text } from './signature.ts'

/** `unpack` with texts, hexadecimal and integers; unknown for the rest, and when there are too few bytes. */
export const unpack = pure([text, text, optional(integer, 0)], ([format, data, from], meter) => {
  const codes = unpackCodes(format)
  if (codes === undefined || from < 0 || from > data.length) return unknown
  const made = emptyArray()
  let at = from
  for (const code of codes) {
    const used = unpackCode(code, data.slice(at), { made, meter })
    if (used === unknown) return unknown
    at += used
  }
  return made
})

interface Unpacking {
  readonly made: PhpArray
  readonly meter: Meter
}

/** Answers how many bytes were read. */
function unpackCode(code: PackCode, data: string, unpacking: Unpacking): number | Unknown {
  const known = integerCodes.get(code.code)
  if (known !== undefined) return unpackIntegers(known, code, { data, ...unpacking })
  unpacking.meter.touch(data.length)
  const taken = unpackText(code, data)
  if (taken === unknown) return unknown
  setEntry(unpacking.made, keyOfText(code.name === '' ? '1' : code.name), taken.value)
  return taken.used
}

function unpackIntegers(
  integerCode: IntegerCode,
  code: PackCode,
  { data, made, meter }: Unpacking & { readonly data: string },
): number | Unknown {
  const count = integersIn(integerCode, code, data.length)
  if (count * integerCode.bytes > data.length || !hasCells(count, meter)) return unknown
  for (let index = 0; index < count; index += 1) {
    const value = readInteger(data, index * integerCode.bytes, integerCode)
    if (!Number.isSafeInteger(value)) return unknown
    setEntry(made, keyOfText(nameOf(code, index)), value)
  }
  return count * integerCode.bytes
}

function integersIn(integerCode: IntegerCode, code: PackCode, bytes: number): number {
  if (code.count === 'all') return Math.floor(bytes / integerCode.bytes)
  return code.count === 'one' ? 1 : code.count
}

/** A single one has its name alone. */
function nameOf(code: PackCode, index: number): string {
  const isSingle = (code.count === 'one' || code.count === 1) && code.name !== ''
  return isSingle ? code.name : `${code.name}${index + 1}`
}

function readInteger(data: string, at: number, { bytes, order, sign }: IntegerCode): number {
  let value = 0n
  for (let index = 0; index < bytes; index += 1) {
    const place = order === 'big' ? index : bytes - 1 - index
    value = (value << 8n) | BigInt(data.charCodeAt(at + place))
  }
  return Number(sign === 'signed' ? BigInt.asIntN(bytes * 8, value) : value)
}

interface Taken {
  readonly value: PhpValue
  readonly used: number
}

function unpackText(code: PackCode, data: string): Taken | Unknown {
  if (code.code === 'H' || code.code === 'h') return unpackHex(code, data)
  const size = code.count === 'all' ? data.length : code.count === 'one' ? 1 : code.count
  if (size > data.length) return unknown
  const part = data.slice(0, size)
  switch (code.code) {
    case 'A':
      return { value: withoutBlanks(part), used: size }
    case 'a':
      return { value: part, used: size }
    case 'Z':
      return { value: part.split('\0', 1).join(''), used: size }
    default:
      return unknown
  }
}

/** The count is one of digits. */
function unpackHex(code: PackCode, data: string): Taken | Unknown {
  const digits = code.count === 'all' ? data.length * 2 : code.count === 'one' ? 1 : code.count
  const used = Math.ceil(digits / 2)
  if (used > data.length) return unknown
  const hex = Buffer.from(data.slice(0, used), 'latin1').toString('hex')
  const ordered = code.code === 'H' ? hex : hex.replace(/(.)(.)/g, '$2$1')
  return { value: ordered.slice(0, digits), used }
}

function withoutBlanks(text: string): string {
  let end = text.length
  while (end > 0 && ' \t\r\n\0'.includes(text.charAt(end - 1))) end -= 1
  return text.slice(0, end)
}
