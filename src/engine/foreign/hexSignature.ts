/**
 * The body of a hexadecimal signature as ClamAV and LMD write it. Numbers are bytes 0-255; a nibble is 0-15, null for any.
 */
export type SignaturePart =
  | { readonly kind: 'byte'; readonly high: number | null; readonly low: number | null }
  | { readonly kind: 'other-than'; readonly byte: number }
  /** Any bytes; `max` null is without an end. */
  | { readonly kind: 'gap'; readonly min: number; readonly max: number | null }
  | { readonly kind: 'choice'; readonly options: readonly (readonly SignaturePart[])[] }

/** `unsupported`: sound, but not what can be said in YARA or what has enough to search for. `broken`: no signature. */
export type ReadSignature =
  | { readonly state: 'read'; readonly parts: readonly SignaturePart[] }
  | { readonly state: 'unsupported' | 'broken'; readonly why: string }

/** Bytes in a row that a signature must name: fewer are in every file, and slow to search for. */
const fixedRunMin = 4

export function readSignature(text: string): ReadSignature {
  const parts: SignaturePart[] = []
  for (let at = 0; at < text.length; ) {
    const next = partAt(text, at)
    if ('state' in next) return next
    parts.push(...next.parts)
    at = next.end
  }
  const trimmed = withoutLooseEnds(parts)
  if (longestRun(trimmed) < fixedRunMin) {
    return { state: 'unsupported', why: `fewer than ${fixedRunMin} bytes in a row` }
  }
  return { state: 'read', parts: trimmed }
}

type Failure = Exclude<ReadSignature, { state: 'read' }>
type Next = { readonly parts: readonly SignaturePart[]; readonly end: number } | Failure

function partAt(text: string, at: number): Next {
  switch (text.charAt(at)) {
    case '*':
      return { parts: [{ kind: 'gap', min: 0, max: null }], end: at + 1 }
    case '{':
      return gapAt(text, at, '}')
    case '[':
      return gapAt(text, at, ']')
    case '(':
      return choiceAt(text, at)
    case '!':
      return negationAt(text, at)
    default:
      return byteAt(text, at)
  }
}

function byteAt(text: string, at: number): Next {
  const pair = text.slice(at, at + 2)
  if (!/^[0-9a-fA-F?]{2}$/.test(pair)) return broken(`${JSON.stringify(pair)} is no byte`)
  return { parts: [{ kind: 'byte', high: nibble(pair.charAt(0)), low: nibble(pair.charAt(1)) }], end: at + 2 }
}

function nibble(digit: string): number | null {
  return digit === '?' ? null : Number.parseInt(digit, 16)
}

function gapAt(text: string, at: number, close: string): Next {
  const end = text.indexOf(close, at)
  const gap = end === -1 ? undefined : gapOf(text.slice(at + 1, end))
  if (gap === undefined) return broken('a gap is {n}, {n-}, {-m} or {n-m}')
  if (gap.max !== null && gap.max < gap.min) return broken('a gap ends before it begins')
  return { parts: gap.max === 0 ? [] : [{ kind: 'gap', ...gap }], end: end + 1 }
}

function gapOf(text: string): { readonly min: number; readonly max: number | null } | undefined {
  const match = /^(\d{0,7})(-?)(\d{0,7})$/.exec(text)
  if (match === null || !/\d/.test(text)) return undefined
  const [, from = '', dash = '', to = ''] = match
  const min = Number(from)
  if (dash === '') return { min, max: min }
  return { min, max: to === '' ? null : Number(to) }
}

function choiceAt(text: string, at: number): Next {
  const end = text.indexOf(')', at)
  if (end === -1) return broken('a bracket is not closed')
  const inside = text.slice(at + 1, end)
  // Borders of words and lines, and choices within choices.
  if (/^[BLW]$/.test(inside) || inside.includes('(')) return unsupported(`(${inside.slice(0, 16)}`)
  const options: (readonly SignaturePart[])[] = []
  for (const option of inside.split('|')) {
    const read = bytesOf(option)
    if ('state' in read) return read
    options.push(read.parts)
  }
  return { parts: [{ kind: 'choice', options }], end: end + 1 }
}

function bytesOf(text: string): { readonly parts: readonly SignaturePart[] } | Failure {
  const parts: SignaturePart[] = []
  for (let at = 0; at < text.length; at += 2) {
    const next = byteAt(text, at)
    if ('state' in next) return next
    parts.push(...next.parts)
  }
  return parts.length === 0 ? broken('a choice of nothing') : { parts }
}

/** Of one byte only: what is not one of several texts may have any length. */
function negationAt(text: string, at: number): Next {
  const match = /^!\(([0-9a-fA-F]{2})\)/.exec(text.slice(at, at + 5))
  const byte = match?.[1]
  if (byte === undefined) return unsupported('a negation of several bytes')
  return { parts: [{ kind: 'other-than', byte: Number.parseInt(byte, 16) }], end: at + 5 }
}

function broken(why: string): Failure {
  return { state: 'broken', why }
}

function unsupported(why: string): Failure {
  return { state: 'unsupported', why }
}

/** A gap at either end says nothing, and YARA takes none there. */
function withoutLooseEnds(parts: readonly SignaturePart[]): readonly SignaturePart[] {
  let start = 0
  let end = parts.length
  while (start < end && parts[start]?.kind === 'gap') start += 1
  while (end > start && parts[end - 1]?.kind === 'gap') end -= 1
  return parts.slice(start, end)
}

function longestRun(parts: readonly SignaturePart[]): number {
  let longest = 0
  let run = 0
  for (const part of parts) {
    run = part.kind === 'byte' && part.high !== null && part.low !== null ? run + 1 : 0
    longest = Math.max(longest, run)
  }
  return longest
}
