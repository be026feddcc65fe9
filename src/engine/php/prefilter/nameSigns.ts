import { operatorKind, tokenKind } from '../lex/tokenKind.ts'
import { callbackSigns } from './callbackSigns.ts'
import { includeSigns } from './includeSigns.ts'
import { sign } from './signs.ts'
import { endOf, kindAt, lowerOf, startOf, textOf, type TokenCursor } from './tokenCursor.ts'
import { classSigns, functionSigns, methodSigns, wordSigns } from './words.ts'
import { createWordFilter } from './wordFilter.ts'

const openParenthesis = operatorKind('(')
const doubleColon = operatorKind('::')
const memberMarks = new Set([operatorKind('->'), operatorKind('?->'), doubleColon])

/** Signs of the name at `index`: a call, a class, an include, a keyword. */
export function nameSigns(cursor: TokenCursor, index: number): number {
  const start = startOf(cursor, index)
  const root = cursor.text.charCodeAt(start) === 0x5c ? 1 : 0
  const end = endOf(cursor, index)
  if (!mayBeSigned(cursor.text, start + root, end)) return 0
  return signsOfName(cursor, index, cursor.text.slice(start + root, end).toLowerCase())
}

function signsOfName(cursor: TokenCursor, index: number, name: string): number {
  const next = kindAt(cursor, index + 1)
  const before = kindAt(cursor, index - 1)
  if (memberMarks.has(before)) return methodSigns.get(name) ?? 0
  if (next === doubleColon) return classSigns.get(name) ?? 0
  const wordBefore = before === tokenKind.name ? lowerOf(cursor, index - 1) : ''
  if (wordBefore === 'new') return classSigns.get(name) ?? 0
  if (wordBefore === 'function') return importedSigns(cursor, index, name)
  return freeSigns(cursor, index, name)
}

/** Of a name that belongs to nothing before it. */
function freeSigns(cursor: TokenCursor, index: number, name: string): number {
  if (includeWords.has(name)) return includeSigns(cursor, index)
  if (kindAt(cursor, index + 1) !== openParenthesis) return wordSigns.get(name) ?? 0
  return (wordSigns.get(name) ?? 0) | calledSigns(cursor, index, name)
}

function calledSigns(cursor: TokenCursor, index: number, name: string): number {
  if (patternFunctions.has(name)) return patternSigns(cursor, index)
  const signs = functionSigns.get(name) ?? 0
  if ((signs & onFiles) !== 0 && isOwnFile(cursor, index + 2)) return sign.strong
  return (signs & sign.callback) === 0 ? signs : callbackSigns(cursor, index, name)
}

const onFiles = sign.upkeep | sign.write

/** `unlink(__FILE__)`, `copy(__FILE__, ...)`: honest programs leave their own files alone. */
function isOwnFile(cursor: TokenCursor, index: number): boolean {
  return kindAt(cursor, index) === tokenKind.name && lowerOf(cursor, index) === '__file__'
}

const includeWords = new Set(['include', 'include_once', 'require', 'require_once'])

/** `use function system as harmless;` hides a call behind another name. */
function importedSigns(cursor: TokenCursor, index: number, name: string): number {
  if (kindAt(cursor, index - 2) !== tokenKind.name || lowerOf(cursor, index - 2) !== 'use') return 0
  return functionSigns.get(name) ?? 0
}

const patternFunctions = new Set([
  'preg_replace',
  'preg_filter',
  'mb_ereg_replace',
  'mb_eregi_replace',
  'mb_regex_set_options',
])

/** A pattern with the modifier `e` runs its replacement; one that is not written there may have it. */
function patternSigns(cursor: TokenCursor, index: number): number {
  if (lowerOf(cursor, index).startsWith('mb_')) return sign.callback
  const kind = kindAt(cursor, index + 2)
  if (kind !== tokenKind.singleQuoted && kind !== tokenKind.doubleQuoted) return sign.callback
  const written = textOf(cursor, index + 2)
  return /e[a-zA-Z]{0,8}['"]$/.test(written) && hasDelimiterBeforeModifiers(written) ? sign.strong : 0
}

function hasDelimiterBeforeModifiers(written: string): boolean {
  let at = written.length - 2
  while (at > 1 && /[a-zA-Z]/.test(written.charAt(at))) at -= 1
  const opening = written.charAt(1)
  const closing = closers.get(opening) ?? opening
  return written.charAt(at) === closing || written.includes('\\x')
}

const closers = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
  ['<', '>'],
])

const mayBeSigned = createWordFilter([
  ...functionSigns.keys(),
  ...wordSigns.keys(),
  ...classSigns.keys(),
  ...methodSigns.keys(),
  ...includeWords,
  ...patternFunctions,
])
