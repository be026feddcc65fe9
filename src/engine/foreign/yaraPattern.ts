import { unreachable } from '../../domain/errors.ts'
import type { SignaturePart } from './hexSignature.ts'

/** As a YARA hex string: `{ 65 76 [0-8] ( 61 | 6? ) }`. */
export function hexPattern(parts: readonly SignaturePart[]): string {
  return `{ ${parts.map(hexPart).join(' ')} }`
}

/**
 * As a regular expression that does not tell capitals from small letters: for signatures that were made from a text in
 * small letters.
 */
export function caselessPattern(parts: readonly SignaturePart[]): string {
  return `/${parts.map(regexPart).join('')}/is`
}

function hexPart(part: SignaturePart): string {
  switch (part.kind) {
    case 'byte':
      return `${digit(part.high)}${digit(part.low)}`
    case 'other-than':
      return `~${hex(part.byte)}`
    case 'gap':
      return part.max === null ? `[${part.min}-]` : `[${part.min}-${part.max}]`
    case 'choice':
      return `( ${part.options.map((option) => option.map(hexPart).join(' ')).join(' | ')} )`
    default:
      return unreachable(part)
  }
}

function digit(nibble: number | null): string {
  return nibble === null ? '?' : nibble.toString(16)
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}

function regexPart(part: SignaturePart): string {
  switch (part.kind) {
    case 'byte':
      return regexByte(part.high, part.low)
    case 'other-than':
      return `[^\\x${hex(part.byte)}]`
    case 'gap':
      return part.max === null ? `.{${part.min},}` : `.{${part.min},${part.max}}`
    case 'choice':
      return `(${part.options.map((option) => option.map(regexPart).join('')).join('|')})`
    default:
      return unreachable(part)
  }
}

function regexByte(high: number | null, low: number | null): string {
  if (high !== null && low !== null) return `\\x${hex(high * 16 + low)}`
  if (high !== null) return `[\\x${hex(high * 16)}-\\x${hex(high * 16 + 15)}]`
  if (low === null) return '.'
  return `[${Array.from({ length: 16 }, (_, i) => `\\x${hex(i * 16 + low)}`).join('')}]`
}
