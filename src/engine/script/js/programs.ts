import { parse } from 'acorn'
import type { Options, Program } from 'acorn'
import { jsParsedBytesMax, jsPartsMax } from '../../../domain/engineLimits.ts'
import { isParsable } from './nesting.ts'
import { endsOfStatements } from './statementEnds.ts'

/** A part of a script that could be parsed; offsets of its nodes are `base` less than in the text. */
export interface ParsedPart {
  readonly program: Program
  readonly base: number
}

/**
 * The script as parsed parts: one, or when it has errors those between them, as far as jsPartsMax attempts go. Empty for
 * what is no script, or too large or nested to be parsed.
 */
export function parseScript(text: string): ParsedPart[] {
  if (text.length > jsParsedBytesMax) return []
  const plain = withoutMark(text)
  const whole = attempt(plain)
  if (whole.state === 'parsed') return [{ program: whole.program, base: 0 }]
  return whole.at === null ? [] : partsAround(plain, whole.at)
}

/** A byte order mark is three letters in latin1. */
function withoutMark(text: string): string {
  return text.startsWith('\xef\xbb\xbf') ? `   ${text.slice(3)}` : text
}

type Attempt =
  | { readonly state: 'parsed'; readonly program: Program }
  | { readonly state: 'failed'; readonly at: number | null }

/** `at` is where the first error is; null when there is nothing to be parsed around it. */
function attempt(text: string): Attempt {
  if (!isParsable(text)) return { state: 'failed', at: null }
  const first = tryParse(text, 'script')
  if (first.state === 'parsed') return first
  const second = tryParse(text, 'module')
  if (second.state === 'parsed') return second
  // Letters of other alphabets are bytes here that names cannot have; most scripts have them in strings and comments only.
  const ascii = text.replace(/[\x80-\xff]/g, 'z')
  const third = ascii === text ? first : tryParse(ascii, 'script')
  return third.state === 'parsed' ? third : first
}

function tryParse(text: string, sourceType: 'script' | 'module'): Attempt {
  try {
    return { state: 'parsed', program: parse(text, { ...options, sourceType }) }
  } catch (error) {
    if (error instanceof SyntaxError) return { state: 'failed', at: positionOf(error) }
    if (error instanceof RangeError) return { state: 'failed', at: null }
    throw error
  }
}

const options: Options = {
  ecmaVersion: 'latest',
  allowReturnOutsideFunction: true,
  allowImportExportEverywhere: true,
  allowAwaitOutsideFunction: true,
  allowSuperOutsideMethod: true,
  allowHashBang: true,
  checkPrivateFields: false,
}

function positionOf(error: SyntaxError): number {
  return 'pos' in error && typeof error.pos === 'number' ? error.pos : 0
}

/** Statements before an error, then those behind it, and so on. */
function partsAround(text: string, firstError: number): ParsedPart[] {
  const ends = endsOfStatements(text)
  const parts: ParsedPart[] = []
  let start = 0
  let error = firstError
  for (let left = jsPartsMax; left > 0 && start < text.length; left -= 1) {
    const before = lastBefore(ends, error)
    if (before > start) addPart(parts, text, start, before)
    start = firstAfter(ends, error) ?? nextLine(text, error)
    const rest = attempt(text.slice(start))
    if (rest.state === 'parsed') return [...parts, { program: rest.program, base: start }]
    if (rest.at === null) return parts
    error = start + rest.at
  }
  return parts
}

function addPart(parts: ParsedPart[], text: string, start: number, end: number): void {
  const part = attempt(text.slice(start, end))
  if (part.state === 'parsed') parts.push({ program: part.program, base: start })
}

function lastBefore(ends: readonly number[], at: number): number {
  return ends.findLast((end) => end <= at) ?? 0
}

/** Behind a bracket that is never closed there are no statements but lines. */
function nextLine(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end === -1 ? text.length : end + 1
}

function firstAfter(ends: readonly number[], at: number): number | undefined {
  return ends.find((end) => end > at)
}
