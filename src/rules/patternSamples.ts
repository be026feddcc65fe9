import type { SourcePattern } from '../engine/yara/outline.ts'

/**
 * Texts that keep the search for one pattern busy when they are repeated: one that it matches, one that lacks the last
 * part (so that every start is followed to the end and fails), and each repeated part alone. Latin1, one char per byte.
 */
export function samplesOf(pattern: SourcePattern): string[] {
  switch (pattern.kind) {
    case 'string':
      return [unescape(pattern.text.slice(1, -1))]
    case 'hex':
      return [hexSample(pattern.text)]
    case 'regex':
      return regexSamples(pattern.text.replace(/^\/|\/[is]*$/g, ''))
  }
}

function unescape(text: string): string {
  return text.replace(/\\(x[0-9a-fA-F]{2}|.)/g, (_, code: string) => escapeSample(code))
}

/** Wildcards and jumps are left out: any byte matches there. */
function hexSample(text: string): string {
  const bytes = text.replace(/\[[^\]]*\]|[(){}|~]/g, ' ').match(/[0-9a-fA-F]{2}/g) ?? []
  return Buffer.from(bytes.join(''), 'hex').toString('latin1')
}

/** One element of a sequence with its quantifier applied. */
interface Piece {
  readonly text: string
  readonly isRepeated: boolean
}

function regexSamples(source: string): string[] {
  const { pieces } = sequenceAt(source, 0, 0)
  const whole = textOf(pieces)
  const cut = textOf(pieces.slice(0, -1))
  const repeated = pieces
    .filter((piece) => piece.isRepeated && piece.text.length > 1)
    .map((piece) => piece.text)
  return [whole, cut, ...repeated]
}

function textOf(pieces: readonly Piece[]): string {
  return pieces.map((piece) => piece.text).join('')
}

interface Parsed {
  readonly pieces: readonly Piece[]
  readonly end: number
}

/** Groups nested deeper than this are skipped: no honest pattern has them, and the stack is finite. */
const nestingMax = 50

/** Reads the first alternative and skips the others, up to the end of the group or of the source. */
function sequenceAt(source: string, start: number, depth: number): Parsed {
  const pieces: Piece[] = []
  let at = start
  while (at < source.length && source.charAt(at) !== ')' && source.charAt(at) !== '|') {
    const atom = atomAt(source, at, depth)
    const quantifier = quantifierAt(source, atom.end)
    pieces.push({ text: atom.text.repeat(quantifier.times), isRepeated: quantifier.end > atom.end })
    at = quantifier.end
  }
  return { pieces, end: endOfGroup(source, at) }
}

interface Sample {
  readonly text: string
  readonly end: number
}

function atomAt(source: string, at: number, depth: number): Sample {
  const char = source.charAt(at)
  if (char === '(') {
    if (depth >= nestingMax) return { text: '', end: endOfGroup(source, at + 1) + 1 }
    const group = sequenceAt(source, at + 1, depth + 1)
    return { text: textOf(group.pieces), end: group.end + 1 }
  }
  if (char === '[') return classAt(source, at)
  if (char === '\\') return escapeAt(source, at)
  if (char === '^' || char === '$') return { text: '', end: at + 1 }
  return { text: char === '.' ? 'a' : char, end: at + 1 }
}

function escapeAt(source: string, at: number): Sample {
  const code = /^x[0-9a-fA-F]{2}|^./s.exec(source.slice(at + 1, at + 4))?.[0] ?? ''
  return { text: escapeSample(code), end: at + 1 + code.length }
}

const classSamples: Readonly<Record<string, string>> = {
  s: ' ',
  w: 'a',
  d: '1',
  S: 'a',
  W: ' ',
  D: 'a',
  b: '',
  B: '',
  n: '\n',
  r: '\r',
  t: '\t',
}

/** `code` is what follows the backslash. */
function escapeSample(code: string): string {
  if (/^x[0-9a-fA-F]{2}$/.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16))
  return classSamples[code] ?? code
}

const plainCandidates = ['a', '1', ' ', '(', '\n', '.', '$', '"', '_', '/', ',']

/** A char of the class: its first, or for a negated class a common one that it does not name. */
function classAt(source: string, at: number): Sample {
  const match = /^\[(\^?)((?:\\.|\]?)(?:\\.|[^\]\\])*)\]/s.exec(source.slice(at))
  if (match === null) return { text: '[', end: at + 1 }
  const [all, negated, members] = match
  const end = at + all.length
  if (negated === '') return { text: firstMember(members ?? ''), end }
  const free = plainCandidates.find((candidate) => !(members ?? '').includes(candidate))
  return { text: free ?? 'z', end }
}

function firstMember(members: string): string {
  return members.startsWith('\\') ? escapeAt(members, 0).text : members.charAt(0)
}

/** Enough repetitions to be one, few enough to repeat the whole often. */
const repetitions = 3

function quantifierAt(source: string, at: number): { times: number; end: number } {
  const match = /^(?:[*+?]|\{(\d*),?(\d*)\})\??/.exec(source.slice(at, at + 24))
  if (match === null) return { times: 1, end: at }
  const end = at + match[0].length
  if (match[0].startsWith('?')) return { times: 1, end }
  const least = match[1] === undefined || match[1] === '' ? 1 : Number(match[1])
  const most = match[2] === undefined || match[2] === '' ? repetitions : Number(match[2])
  return { times: Math.min(64, Math.max(1, least, Math.min(repetitions, most))), end }
}

/** Index of the bracket that closes the group around `at`, or the end of the source. */
function endOfGroup(source: string, at: number): number {
  let depth = 0
  for (let index = at; index < source.length; index += 1) {
    const char = source.charAt(index)
    if (char === '\\') index += 1
    else if (char === '[') index = classAt(source, index).end - 1
    else if (char === '(') depth += 1
    else if (char === ')' && depth === 0) return index
    else if (char === ')') depth -= 1
  }
  return source.length
}
