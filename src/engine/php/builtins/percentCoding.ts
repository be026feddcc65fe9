import { charactersOf } from './characterSet.ts'

const digits = '0123456789ABCDEF'
const plainBytes = charactersOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.')

/** `%41` for what is no letter, digit, `-`, `_` or `.`, nor in `alsoPlain`; at most three times as long. */
export function percentEncoded(text: string, alsoPlain: string): string {
  const plain = plainBytes.map((isPlain, code) =>
    alsoPlain.includes(String.fromCharCode(code)) ? 1 : isPlain,
  )
  const out = Buffer.alloc(text.length * 3)
  let end = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (plain[code] === 1) {
      out[end] = code
      end += 1
      continue
    }
    out[end] = 0x25
    out[end + 1] = digits.charCodeAt(code >> 4)
    out[end + 2] = digits.charCodeAt(code & 15)
    end += 3
  }
  return out.toString('latin1', 0, end)
}

/** `%41` as `A`; what only looks like it stays. */
export function percentDecoded(text: string): string {
  const out = Buffer.alloc(text.length)
  let end = 0
  let at = 0
  while (at < text.length) {
    const value = text.charCodeAt(at) === 0x25 ? pairAt(text, at + 1) : -1
    out[end] = value === -1 ? text.charCodeAt(at) : value
    end += 1
    at += value === -1 ? 1 : 3
  }
  return out.toString('latin1', 0, end)
}

/** Two hexadecimal digits as a number, or -1. */
function pairAt(text: string, at: number): number {
  const high = hexDigit(text.charCodeAt(at))
  const low = hexDigit(text.charCodeAt(at + 1))
  return high === -1 || low === -1 ? -1 : high * 16 + low
}

/** NaN, which lies beyond the text, is no digit either. */
function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  const lower = code | 32
  return lower >= 97 && lower <= 102 ? lower - 87 : -1
}
