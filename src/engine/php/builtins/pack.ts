import { unknown } from '../value.ts'
import type { Meter, PhpValue, Unknown } from '../value.ts'
import { toPhpInteger, toPhpString } from './convert.ts'
import { integerCodes, packCodes } from './packFormat.ts'
import type { IntegerCode, PackCode } from './packFormat.ts'
import { hasRoom, joined } from './room.ts'

/** `pack` with texts, hexadecimal and integers; unknown for floats, for places (`@`, `X`) and for what PHP warns of. */
export function pack(args: readonly PhpValue[], meter: Meter): PhpValue | Unknown {
  const [format = null, ...values] = args
  if (typeof format !== 'string') return unknown
  meter.touch(format.length)
  const codes = packCodes(format)
  if (codes === undefined) return unknown
  const pieces: string[] = []
  let at = 0
  for (const code of codes) {
    const taken = packCode(code, values.slice(at), meter)
    if (taken === unknown) return unknown
    pieces.push(taken.text)
    at += taken.used
  }
  return at === values.length ? joined(pieces, '', meter) : unknown
}

interface Packed {
  readonly text: string
  readonly used: number
}

function packCode(code: PackCode, values: readonly PhpValue[], meter: Meter): Packed | Unknown {
  const integer = integerCodes.get(code.code)
  if (integer !== undefined) return packIntegers(integer, countIn(code, values.length), values)
  if (code.code === 'x') {
    const count = code.count === 'one' ? 1 : code.count
    return count !== 'all' && hasRoom(count, meter) ? { text: '\0'.repeat(count), used: 0 } : unknown
  }
  const [value] = values
  if (value === undefined || typeof value === 'object') return unknown
  const text = packText(code, toPhpString(value), meter)
  return text === unknown ? unknown : { text, used: 1 }
}

function countIn(code: PackCode, all: number): number {
  if (code.count === 'all') return all
  return code.count === 'one' ? 1 : code.count
}

function packIntegers(integer: IntegerCode, count: number, values: readonly PhpValue[]): Packed | Unknown {
  if (count > values.length) return unknown
  const bytes = Buffer.alloc(count * integer.bytes)
  for (const [index, value] of values.slice(0, count).entries()) {
    const known = typeof value === 'object' ? unknown : toPhpInteger(value)
    if (known === unknown) return unknown
    writeInteger(bytes, index * integer.bytes, integer, BigInt(known))
  }
  return { text: bytes.toString('latin1'), used: count }
}

function writeInteger(bytes: Buffer, at: number, integer: IntegerCode, value: bigint): void {
  for (let index = 0; index < integer.bytes; index += 1) {
    const place = integer.order === 'little' ? index : integer.bytes - 1 - index
    bytes[at + place] = Number((value >> BigInt(index * 8)) & 255n)
  }
}

function packText(code: PackCode, text: string, meter: Meter): string | Unknown {
  switch (code.code) {
    case 'A':
      return padded(text, countIn(code, text.length), { fill: ' ', meter })
    case 'a':
      return padded(text, countIn(code, text.length), { fill: '\0', meter })
    case 'Z':
      return zeroEnded(text, countIn(code, text.length + 1), meter)
    case 'H':
    case 'h':
      return packHex(text.slice(0, countIn(code, text.length)), code)
    default:
      return unknown
  }
}

interface Filling {
  readonly fill: string
  readonly meter: Meter
}

function padded(text: string, size: number, { fill, meter }: Filling): string | Unknown {
  return hasRoom(size, meter) ? text.slice(0, size).padEnd(size, fill) : unknown
}

/** The last byte is always zero. */
function zeroEnded(text: string, size: number, meter: Meter): string | Unknown {
  if (size === 0) return ''
  return padded(text.slice(0, size - 1), size, { fill: '\0', meter })
}

/** Unknown when digits are missing or are none, of which PHP warns. */
function packHex(digits: string, code: PackCode): string | Unknown {
  if (!/^[0-9A-Fa-f]*$/.test(digits)) return unknown
  if (typeof code.count === 'number' && code.count > digits.length) return unknown
  const even = digits.length % 2 === 0 ? digits : `${digits}0`
  const ordered = code.code === 'H' ? even : even.replace(/(.)(.)/g, '$2$1')
  return Buffer.from(ordered, 'hex').toString('latin1')
}
