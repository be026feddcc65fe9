import { characterSet } from '../characterSet.ts'
import type { CharacterSet } from '../characterSet.ts'

/** The classes of `\d` and its like, and those of POSIX, for bytes in PHP's own locale. */
const digits = characterSet('0..9')
const letters = characterSet('a..zA..Z')
export const wordSet = union(digits, letters, characterSet('_'))
const blanks = characterSet(' \t\n\r\v\f')
const horizontal = characterSet(' \t\xa0')
const vertical = characterSet('\n\v\f\r\x85')
const newline = characterSet('\n')

export const escapedSets: ReadonlyMap<string, CharacterSet> = new Map([
  ['d', digits],
  ['D', negated(digits)],
  ['w', wordSet],
  ['W', negated(wordSet)],
  ['s', blanks],
  ['S', negated(blanks)],
  ['h', horizontal],
  ['H', negated(horizontal)],
  ['v', vertical],
  ['V', negated(vertical)],
])

export const notNewline = negated(newline)
export const everything = new Uint8Array(256).fill(1)

export const posixSets: ReadonlyMap<string, CharacterSet> = new Map([
  ['alnum', union(digits, letters)],
  ['alpha', letters],
  ['digit', digits],
  ['lower', characterSet('a..z')],
  ['upper', characterSet('A..Z')],
  ['punct', characterSet('!../:..@[..`{..~')],
  ['space', blanks],
  ['word', wordSet],
  ['xdigit', characterSet('0..9a..fA..F')],
])

export function union(...sets: readonly CharacterSet[]): CharacterSet {
  return new Uint8Array(256).map((_, code) => (sets.some((set) => set[code] === 1) ? 1 : 0))
}

export function negated(set: CharacterSet): CharacterSet {
  return set.map((has) => 1 - has)
}

/** With both cases of its letters. */
export function caseless(set: CharacterSet): CharacterSet {
  return set.map((has, code) => (letters[code] === 1 ? has | (set[code ^ 32] ?? 0) : has))
}

/** From one byte to another, both included. */
export function rangeSet(from: number, to: number): CharacterSet {
  return new Uint8Array(256).fill(1, from, to + 1)
}
