import { hookWordsMax } from './hookLimits.ts'
import { configListMax, configTextMax } from './limits.ts'

/** One key of the configuration: its dotted name, what it is without a file, and which values it takes. */
export interface Setting<Value> {
  readonly key: string
  readonly fallback: Value
  /** What a value has to be, as the end of the sentence "must be ...". */
  readonly expected: string
  /** The value when it is one of this key, else undefined. */
  accept(value: unknown): Value | undefined
  /** What a person typed, as a value for `accept`. */
  fromText(text: string): unknown
}

export interface IntegerRange {
  readonly min: number
  readonly max: number
}

export function integer(key: string, fallback: number, range: IntegerRange): Setting<number> {
  const expected = `a whole number from ${String(range.min)} to ${String(range.max)}`
  return { key, fallback, expected, accept: (value) => integerIn(value, range), fromText: valueOfJson }
}

/** null = not limited or chosen by the program. */
export function integerOrNull(key: string, range: IntegerRange): Setting<number | null> {
  const expected = `a whole number from ${String(range.min)} to ${String(range.max)}, or null`
  const accept = (value: unknown): number | null | undefined =>
    value === null ? null : integerIn(value, range)
  return { key, fallback: null, expected, accept, fromText: valueOfJson }
}

export function onOff(key: string, fallback: boolean): Setting<boolean> {
  const accept = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined)
  return { key, fallback, expected: 'true or false', accept, fromText: valueOfJson }
}

export function choice<Name extends string>(
  key: string,
  fallback: Name,
  names: readonly Name[],
): Setting<Name> {
  const accept = (value: unknown): Name | undefined => names.find((name) => name === value)
  return { key, fallback, expected: `one of ${names.join(', ')}`, accept, fromText: (text) => text }
}

/** Patterns of paths; typed as a JSON list or as one pattern. */
export function globs(key: string): Setting<readonly string[]> {
  const expected = `a list of at most ${String(configListMax)} patterns of 1 to ${String(configTextMax)} characters`
  return { key, fallback: [], expected, accept: globList, fromText: listOfText }
}

/** A program by its absolute path with its arguments, never a line for a shell; typed as a JSON list, `[]` for none. */
export function commandLine(key: string): Setting<readonly string[]> {
  const expected = `a JSON list of at most ${String(hookWordsMax)} words, the first an absolute path, as ["/usr/bin/systemctl","reload","php8.2-fpm"]`
  return { key, fallback: [], expected, accept: wordList, fromText: valueOfJson }
}

function integerIn(value: unknown, { min, max }: IntegerRange): number | undefined {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return undefined
  return value >= min && value <= max ? value : undefined
}

function globList(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length > configListMax) return undefined
  const patterns = value.filter(isGlob)
  return patterns.length === value.length ? patterns : undefined
}

function isGlob(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= configTextMax && !value.includes('\0')
}

function wordList(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length > hookWordsMax) return undefined
  const words = value.filter(isWord)
  if (words.length < value.length) return undefined
  return words.length === 0 || words[0]?.startsWith('/') === true ? words : undefined
}

/** An argument may be empty. */
function isWord(value: unknown): value is string {
  return typeof value === 'string' && value.length <= configTextMax && !value.includes('\0')
}

function listOfText(text: string): unknown {
  const value = valueOfJson(text)
  return typeof value === 'string' || value === undefined ? [text] : value
}

/** undefined is no value of any key, so a text that is no JSON is refused with the words of the key. */
function valueOfJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
