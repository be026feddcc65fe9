import { phpStringBytesMax } from '../../../domain/engineLimits.ts'
import { unknown } from '../value.ts'
import type { Meter, PhpValue, Unknown } from '../value.ts'
import { toPhpInteger, toPhpNumber, toPhpString } from './convert.ts'
import { fixedText, roundedDigits } from './floatText.ts'

interface Directive {
  readonly argument: number
  readonly leftAligned: boolean
  readonly signed: boolean
  readonly fill: string
  readonly width: number
  readonly precision: number | null
  readonly type: string
}

// Each part is optional and begins with a character that no other part begins with, save digits, which are taken once.
const directivePattern =
  /%(?:(%)|(?:(\d{1,6})\$)?([-+ 0]|'[\s\S]){0,6}(\d{1,8})?(?:\.(\d{1,4}))?l?([a-zA-Z]))/y

/** The formats of PHP but `%g`; unknown for a format that it refuses. */
export function sprintf(args: readonly PhpValue[], meter: Meter): PhpValue | Unknown {
  const [format = null, ...values] = args
  if (typeof format !== 'string') return unknown
  meter.touch(format.length)
  const out: string[] = []
  let length = 0
  let next = 0
  let at = 0
  while (at < format.length) {
    const percent = format.indexOf('%', at)
    const plain = format.slice(at, percent === -1 ? format.length : percent)
    out.push(plain)
    length += plain.length
    if (percent === -1) break
    const directive = directiveAt(format, percent, next)
    if (directive === undefined) return unknown
    const piece = directive.parsed === '%' ? '%' : formatted(directive.parsed, values)
    if (piece === unknown) return unknown
    next = directive.next
    length += piece.length
    if (length > phpStringBytesMax) return unknown
    meter.touch(piece.length + 16)
    out.push(piece)
    at = directive.end
  }
  return out.join('')
}

interface ParsedDirective {
  readonly parsed: Directive | '%'
  readonly next: number
  readonly end: number
}

function directiveAt(format: string, at: number, next: number): ParsedDirective | undefined {
  directivePattern.lastIndex = at
  const match = directivePattern.exec(format)
  if (match === null) return undefined
  const end = directivePattern.lastIndex
  const [all, percent, position, , width, precision, type = ''] = match
  if (percent !== undefined) return { parsed: '%', next, end }
  if (position === '0') return undefined
  const flags = flagsOf(all, position)
  const argument = position === undefined ? next : Number(position) - 1
  return {
    parsed: {
      ...flags,
      argument,
      width: Number(width ?? 0),
      precision: precision === undefined ? null : Number(precision),
      type,
    },
    next: position === undefined ? next + 1 : next,
    end,
  }
}

function flagsOf(
  directive: string,
  position: string | undefined,
): Pick<Directive, 'leftAligned' | 'signed' | 'fill'> {
  let at = position === undefined ? 1 : position.length + 2
  let flags = { leftAligned: false, signed: false, fill: ' ' }
  for (;;) {
    const character = directive.charAt(at)
    if (character === '-') flags = { ...flags, leftAligned: true }
    else if (character === '+') flags = { ...flags, signed: true }
    else if (character === ' ' || character === '0') flags = { ...flags, fill: character }
    else if (character === "'") flags = { ...flags, fill: directive.charAt((at += 1)) }
    else return flags
    at += 1
  }
}

function formatted(directive: Directive, values: readonly PhpValue[]): string | Unknown {
  const value = values[directive.argument]
  if (value === undefined || directive.width > phpStringBytesMax) return unknown
  const text = textOf(directive, value)
  return text === unknown ? unknown : aligned(directive, text)
}

function textOf(directive: Directive, value: PhpValue): string | Unknown {
  switch (directive.type) {
    case 's':
      return toPhpString(value).slice(0, directive.precision ?? undefined)
    case 'f':
    case 'F':
    case 'e':
    case 'E':
      return floatOf(directive, toPhpNumber(value))
    default:
      return integerOf(directive, toPhpInteger(value))
  }
}

function integerOf(directive: Directive, value: number | Unknown): string | Unknown {
  // The precision of an integer is nothing in one version and an error in another.
  if (value === unknown || directive.precision !== null) return unknown
  switch (directive.type) {
    case 'd':
      return signText(directive, value) + Math.abs(value).toFixed(0)
    case 'c':
      return String.fromCharCode(value & 255)
    case 'X':
      return unsigned(value, 16).toUpperCase()
    default:
      return unsignedOf(directive.type, value)
  }
}

function unsignedOf(type: string, value: number): string | Unknown {
  const base = unsignedBases.get(type)
  return base === undefined ? unknown : unsigned(value, base)
}

const unsignedBases = new Map([
  ['u', 10],
  ['b', 2],
  ['o', 8],
  ['x', 16],
])

function floatOf(directive: Directive, value: number | Unknown): string | Unknown {
  const precision = directive.precision ?? 6
  if (value === unknown || !Number.isFinite(value) || precision > 40) return unknown
  const sign = signText(directive, value)
  const magnitude = Math.abs(value)
  if (directive.type.toLowerCase() === 'e') return sign + exponential(magnitude, precision, directive.type)
  // From here on the digits behind the sixteenth are those of the exact value, which PHP cuts.
  return magnitude >= 1e15 ? unknown : sign + fixedText(magnitude, precision)
}

function exponential(value: number, precision: number, letter: string): string {
  const { digits, exponent } =
    value === 0 ? { digits: '0'.repeat(precision + 1), exponent: 0 } : roundedDigits(value, precision + 1)
  const fraction = precision === 0 ? '' : `.${digits.slice(1)}`
  return `${digits.slice(0, 1)}${fraction}${letter}${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`
}

function signText(directive: Directive, value: number): string {
  if (value < 0) return '-'
  return directive.signed ? '+' : ''
}

function unsigned(value: number, base: number): string {
  return BigInt.asUintN(64, BigInt(value)).toString(base)
}

/** A character has no width, and zeros go between the sign and the digits. */
function aligned(directive: Directive, text: string): string {
  const missing = directive.type === 'c' ? 0 : directive.width - text.length
  if (missing <= 0) return text
  const isWhole = directive.type === 'd' || directive.type === 'u'
  if (directive.leftAligned) {
    // Zeros behind an integer would make another one of it.
    return text + (isWhole && directive.fill === '0' ? ' ' : directive.fill).repeat(missing)
  }
  const fill = directive.fill.repeat(missing)
  const isSigned = 'dfFeE'.includes(directive.type) && /^[-+]/.test(text)
  if (directive.fill === '0' && isSigned) return text.charAt(0) + fill + text.slice(1)
  return fill + text
}
