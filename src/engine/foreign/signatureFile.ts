import { hashListLinesMax } from '../../domain/limits.ts'
import { nowhere, placeOf, rulesInvalid } from '../invalidRules.ts'
import { readSignature, type ReadSignature } from './hexSignature.ts'
import { caselessPattern, hexPattern } from './yaraPattern.ts'

export const signatureFormats = ['clamav-ndb', 'lmd-hex'] as const
/** clamav-ndb: `NAME:TARGET:OFFSET:SIGNATURE`, lmd-hex: `SIGNATURE:NAME`. */
export type SignatureFormat = (typeof signatureFormats)[number]

/** One line of a file of signatures, said in YARA. */
export interface Signature {
  readonly title: string
  readonly pattern: string
  /** With `$` where the name of the pattern belongs. */
  readonly condition: string
}

export interface SignatureFile {
  readonly signatures: readonly Signature[]
  /** Lines that are sound and cannot be said in YARA, or are for files that no web server runs. */
  readonly skipped: number
}

/** HF_RULES_INVALID with the line for whatever is no signature: half a file is none. */
export function parseSignatures(source: Buffer, name: string, format: SignatureFormat): SignatureFile {
  const text = source.toString('latin1')
  // The signature stands last in its line: cut short, it would be true of more files.
  if (format === 'clamav-ndb' && !text.endsWith('\n')) {
    throw rulesInvalid(nowhere(name), 'the last line has no end', 'get the file anew: this one is cut off')
  }
  const read = format === 'clamav-ndb' ? ndbLine : hexLine
  const signatures: Signature[] = []
  let skipped = 0
  text.split('\n', hashListLinesMax).forEach((line, index) => {
    const trimmed = line.trim()
    if (trimmed === '' || trimmed.startsWith('#')) return
    const entry = read(trimmed)
    if (entry.state === 'broken')
      throw rulesInvalid(placeOf(name, text, index + 1), entry.why, remedyOf[format])
    if (entry.state === 'read') signatures.push(entry.signature)
    else skipped += 1
  })
  if (signatures.length === 0) {
    throw rulesInvalid(nowhere(name), 'no signature in the file that can be used', remedyOf[format])
  }
  return { signatures, skipped }
}

const remedyOf: Readonly<Record<SignatureFormat, string>> = {
  'clamav-ndb': 'a line is NAME:TARGET:OFFSET:SIGNATURE, the signature in hexadecimal',
  'lmd-hex': 'a line is SIGNATURE:NAME, the signature in hexadecimal',
}

type Line =
  | { readonly state: 'read'; readonly signature: Signature }
  | Exclude<ReadSignature, { readonly state: 'read' }>

function hexLine(line: string): Line {
  const [body = '', title = '', ...rest] = line.split(':')
  if (title === '' || rest.length > 0) return { state: 'broken', why: 'not SIGNATURE:NAME' }
  const read = readSignature(body)
  if (read.state !== 'read') return read
  return { state: 'read', signature: { title, pattern: hexPattern(read.parts), condition: '$' } }
}

function ndbLine(line: string): Line {
  const [title, target, offset, body, levels] = fieldsOf(line)
  const why = complaintOf(title, target, body) ?? levelComplaint(levels)
  if (why !== null) return { state: 'broken', why }
  const place = conditionOf(offset)
  if (place === 'broken')
    return { state: 'broken', why: `${JSON.stringify(offset.slice(0, 40))} is no offset` }
  const read = readSignature(body)
  if (read.state !== 'read') return read
  const kind = targets.get(Number(target))
  if (place === 'unsupported' || kind === undefined) return { state: 'unsupported', why: 'offset or target' }
  const pattern = kind.text === 'as-is' ? hexPattern(read.parts) : caselessPattern(read.parts)
  return { state: 'read', signature: { title, pattern, condition: `${kind.condition}${place}` } }
}

function fieldsOf(line: string): readonly [string, string, string, string, readonly string[]] {
  const [title = '', target = '', offset = '', body = '', ...levels] = line.split(':')
  return [title, target, offset, body, levels]
}

function complaintOf(title: string, target: string, body: string): string | null {
  if (title === '' || body === '') return 'cut off: not NAME:TARGET:OFFSET:SIGNATURE'
  return /^\d{1,2}$/.test(target) ? null : 'the target is no number'
}

function levelComplaint(levels: readonly string[]): string | null {
  const isSound = levels.length <= 2 && levels.every((level) => /^\d{0,5}$/.test(level))
  return isSound ? null : 'more fields than a line has'
}

/** Targets that lie on web servers. ClamAV makes HTML and text small before it compares. */
const targets: ReadonlyMap<number, { readonly text: 'as-is' | 'small'; readonly condition: string }> =
  new Map([
    [0, { text: 'as-is', condition: '' }],
    [1, { text: 'as-is', condition: 'uint16(0) == 0x5a4d and ' }],
    [3, { text: 'small', condition: '' }],
    [5, { text: 'as-is', condition: '' }],
    [6, { text: 'as-is', condition: 'uint32(0) == 0x464c457f and ' }],
    [7, { text: 'small', condition: '' }],
    [10, { text: 'as-is', condition: 'uint32(0) == 0x46445025 and ' }],
  ])

/** `*`, `n`, `n,range`, `EOF-n`, `EOF-n,range`; the others need the parts of an executable. */
function conditionOf(offset: string): string {
  if (offset === '*') return '$'
  const match = /^(EOF-)?(\d{1,9})(?:,(\d{1,9}))?$/.exec(offset)
  if (match === null)
    return /^(?:EP[+-]\d+|S(?:\d+|L|E\d+)(?:\+\d+)?|VI)(?:,\d+)?$/.test(offset) ? 'unsupported' : 'broken'
  const [, fromEnd, start = '0', range] = match
  if (fromEnd === undefined) {
    return range === undefined ? `$ at ${start}` : `$ in (${start}..${Number(start) + Number(range)})`
  }
  const first = `filesize - ${start}`
  const guard = `filesize >= ${start} and `
  return range === undefined ? `${guard}$ at ${first}` : `${guard}$ in (${first}..${first} + ${range})`
}
