import type { Flags } from './tree.ts'

export interface PatternText {
  readonly body: string
  readonly flags: Flags
}

const opening = '([{<'
const closing = ')]}>'
/** `S` only asks for speed. Others (`x`, `u`, `e`, `X`, `J`) are not done. */
const knownFlags = /^[imsUDSA\n\r ]*$/

/** Pattern and flags between the delimiters; undefined for what PHP refuses or we do not do. */
export function patternText(text: string): PatternText | undefined {
  const trimmed = text.replace(/^[ \t\n\r\v\f]+/, '')
  const delimiter = trimmed.charAt(0)
  if (delimiter === '' || /[A-Za-z0-9\\\0]/.test(delimiter)) return undefined
  const pair = opening.indexOf(delimiter)
  const end = pair === -1 ? plainEnd(trimmed, delimiter) : pairedEnd(trimmed, delimiter, closing.charAt(pair))
  if (end === undefined) return undefined
  const flags = trimmed.slice(end + 1)
  return knownFlags.test(flags) ? { body: trimmed.slice(1, end), flags: flagsOf(flags) } : undefined
}

function plainEnd(text: string, delimiter: string): number | undefined {
  for (let at = 1; at < text.length; at += 1) {
    if (text.charAt(at) === '\\') at += 1
    else if (text.charAt(at) === delimiter) return at
  }
  return undefined
}

function pairedEnd(text: string, start: string, end: string): number | undefined {
  let depth = 1
  for (let at = 1; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (character === '\\') at += 1
    else if (character === start) depth += 1
    else if (character === end) depth -= 1
    if (depth === 0) return at
  }
  return undefined
}

function flagsOf(flags: string): Flags {
  return {
    caseless: flags.includes('i'),
    dotIsAll: flags.includes('s'),
    lines: flags.includes('m'),
    lazy: flags.includes('U'),
    dollarIsEnd: flags.includes('D'),
    anchored: flags.includes('A'),
  }
}
