import { unknown } from '../value.ts'
import type { PhpValue, PureFunction, Unknown } from '../value.ts'
import { toLower } from './asciiCase.ts'
import { callbackBytes, hasRoom } from './room.ts'
import { integer, nullable, optional, pure, text } from './signature.ts'

/** `ENT_QUOTES`, `ENT_COMPAT`, `ENT_NOQUOTES`: which quotes are entities too. */
type Quotes = 'both' | 'double' | 'none' | 'version'

const singleNamed = /&(?:#0*39|#[xX]0*27);/
const entity = /&(?:#(\d{1,9})|#[xX]([0-9A-Fa-f]{1,7})|([A-Za-z][A-Za-z0-9]{0,31}));/g
const longNumber = /&#(?:\d{10}|[xX][0-9A-Fa-f]{8})/

/** Entities of HTML: numbers and the names of ASCII; unknown for other names, and for quotes that versions treat differently. */
export const entityFunctions: Readonly<Record<string, PureFunction>> = {
  html_entity_decode: pure(
    [text, nullable(integer), optional(text, 'utf-8')],
    ([subject, flags, charset], meter) => {
      if (toLower(charset) !== 'utf-8' || longNumber.test(subject)) return unknown
      meter.touch(subject.length * callbackBytes)
      return decoded(subject, quotesOf(flags), 'all')
    },
  ),
  htmlspecialchars_decode: pure([text, nullable(integer)], ([subject, flags], meter) => {
    if (longNumber.test(subject)) return unknown
    meter.touch(subject.length * callbackBytes)
    return decoded(subject, quotesOf(flags), 'special')
  }),
  htmlspecialchars: pure([text, nullable(integer)], ([subject, flags], meter) => {
    const quotes = quotesOf(flags)
    const isOther = /[^\0-\x7f]/.test(subject) || (quotes === 'version' && subject.includes("'"))
    if (quotes === undefined || isOther || !hasRoom(subject.length * 6, meter)) return unknown
    meter.touch(subject.length * callbackBytes)
    return subject.replace(/[&<>"']/g, (sign) => entityOf(sign, quotes))
  }),
}

/** Undefined for another kind of document. */
function quotesOf(flags: number | null): Quotes | undefined {
  if (flags === null) return 'version'
  // Bit 4 and 8 only matter for bytes that are no UTF-8.
  switch (flags & ~12) {
    case 0:
      return (flags & 4) === 0 ? 'none' : undefined
    case 2:
      return 'double'
    case 3:
      return 'both'
    default:
      return undefined
  }
}

function decoded(subject: string, quotes: Quotes | undefined, names: 'all' | 'special'): PhpValue | Unknown {
  if (quotes === undefined || (quotes === 'version' && singleNamed.test(subject))) return unknown
  if (names === 'all' && hasOtherName(subject)) return unknown
  return subject.replace(entity, (whole, decimal?: string, hex?: string, name?: string) => {
    const sign = name === undefined ? numberedSign(decimal, hex, names) : signs.get(name)
    return sign === undefined || !isDecoded(sign, quotes) ? whole : sign
  })
}

/** A name that may be one of the 250 of HTML; `&apos;` is none of them. */
function hasOtherName(subject: string): boolean {
  for (const [, , , name] of subject.matchAll(entity))
    if (name !== undefined && name !== 'apos' && !signs.has(name)) return true
  return false
}

const signs = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
])

const specialCodes = new Set(Array.from('"&\'<>', (sign) => sign.charCodeAt(0)))

function numberedSign(
  decimal: string | undefined,
  hex: string | undefined,
  names: 'all' | 'special',
): string | undefined {
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
  if (names === 'special' && !specialCodes.has(code)) return undefined
  return isHtmlCode(code) ? Buffer.from(String.fromCodePoint(code), 'utf8').toString('latin1') : undefined
}

function isHtmlCode(code: number): boolean {
  if (code < 0xa0) return (code >= 0x20 && code <= 0x7e) || code === 9 || code === 10 || code === 13
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0x10ffff)
}

function isDecoded(sign: string, quotes: Quotes): boolean {
  if (sign === '"') return quotes !== 'none'
  return sign !== "'" || quotes === 'both'
}

function entityOf(sign: string, quotes: Quotes): string {
  if (!isDecoded(sign, quotes)) return sign
  if (sign === "'") return '&#039;'
  return `&${[...signs].find(([, plain]) => plain === sign)?.[0] ?? ''};`
}
