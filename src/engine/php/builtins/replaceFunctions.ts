import { phpStringBytesMax } from '../../../domain/engineLimits.ts'
import { unknown } from '../value.ts'
import type { Meter, PhpArray, PhpValue, PureFunction, Unknown } from '../value.ts'
import { toLower } from './asciiCase.ts'
import { byteTable, mapBytes } from './byteTable.ts'
import { charactersOf } from './characterSet.ts'
import { toPhpString } from './convert.ts'
import { arrayOf, hasCells, isArray } from './phpArray.ts'
import { replacementPairs } from './replacementPairs.ts'
import type { ReplacementPair } from './replacementPairs.ts'
import { callbackBytes, hasRoom } from './room.ts'
import { anything, array, pure, text } from './signature.ts'

/** Texts put in the place of others. */
export const replaceFunctions: Readonly<Record<string, PureFunction>> = {
  str_replace: pure([anything, anything, anything], ([search, by, subject], meter) =>
    replaceIn(subject, { pairs: replacementPairs(search, by), caseless: false, meter }),
  ),
  str_ireplace: pure([anything, anything, anything], ([search, by, subject], meter) =>
    replaceIn(subject, { pairs: replacementPairs(search, by), caseless: true, meter }),
  ),
  strtr,
}

interface Replacing {
  readonly pairs: readonly ReplacementPair[] | Unknown
  readonly caseless: boolean
  readonly meter: Meter
}

function replaceIn(subject: PhpValue, replacing: Replacing): PhpValue | Unknown {
  if (!isArray(subject)) return replaceAll(toPhpString(subject), replacing)
  const pairs: [string | number, PhpValue][] = []
  for (const [key, value] of subject.entries) {
    const replaced = isArray(value) ? value : replaceAll(toPhpString(value), replacing)
    if (replaced === unknown) return unknown
    pairs.push([key, replaced])
  }
  return arrayOf(pairs)
}

function replaceAll(subject: string, { pairs, caseless, meter }: Replacing): string | Unknown {
  if (pairs === unknown) return unknown
  let current: string | Unknown = subject
  for (const [search, by] of pairs) {
    meter.touch(current.length + 16)
    if (search === '' || search.length > current.length) continue
    current = caseless ? replaceCaseless(current, search, by, meter) : replaceOne(current, search, by, meter)
    if (current === unknown) return unknown
  }
  return current
}

function replaceOne(subject: string, search: string, by: string, meter: Meter): string | Unknown {
  const places = placesOf(subject, search)
  if (!hasRoom(subject.length + places * (by.length - search.length) + places * 16, meter)) return unknown
  return places === 0 ? subject : subject.replaceAll(search, () => by)
}

function placesOf(subject: string, search: string): number {
  let count = 0
  for (let at = subject.indexOf(search); at !== -1; at = subject.indexOf(search, at + search.length))
    count += 1
  return count
}

function replaceCaseless(subject: string, search: string, by: string, meter: Meter): string | Unknown {
  const lower = toLower(subject)
  const wanted = toLower(search)
  const places = placesOf(lower, wanted)
  if (!hasRoom(subject.length + places * (by.length - search.length) + places * 16, meter)) return unknown
  const out: string[] = []
  let from = 0
  for (let at = lower.indexOf(wanted); at !== -1; at = lower.indexOf(wanted, from)) {
    out.push(subject.slice(from, at), by)
    from = at + wanted.length
  }
  out.push(subject.slice(from))
  return out.join('')
}

/** Characters for characters with three arguments, texts for texts (the longest first) with two. */
function strtr(args: readonly PhpValue[], meter: Meter): PhpValue | Unknown {
  return args.length === 2 ? translateTexts(args, meter) : translateCharacters(args, meter)
}

const translateCharacters = pure([text, text, text], ([subject, from, to], meter) => {
  if (!hasRoom(subject.length, meter)) return unknown
  return mapBytes(subject, byteTable(from, to))
})

const translateTexts = pure([text, array], ([subject, table], meter) => {
  if (!hasCells(table.entries.size, meter)) return unknown
  const words = wordsOf(table)
  // A table with an empty text is refused before PHP 8 and ignored since.
  return words.has('') ? unknown : translated(subject, words, meter)
})

function wordsOf(table: PhpArray): Map<string, string> {
  return new Map(Array.from(table.entries, ([key, value]) => [String(key), toPhpString(value)]))
}

function translated(subject: string, words: ReadonlyMap<string, string>, meter: Meter): string | Unknown {
  const lengths = [...new Set(Array.from(words.keys(), (word) => word.length))].sort((a, b) => b - a)
  const starts = charactersOf(Array.from(words.keys(), (word) => word.slice(0, 1)).join(''))
  const work = lengths.filter((length) => length <= subject.length).reduce((sum, length) => sum + length, 1)
  const out: string[] = []
  let bytes = 0
  let plain = 0
  let at = 0
  while (at < subject.length) {
    if (starts[subject.charCodeAt(at)] === 0) {
      at += 1
      continue
    }
    meter.touch(work + lengths.length * callbackBytes)
    const word = lengths.map((length) => subject.slice(at, at + length)).find((part) => words.has(part))
    if (word === undefined) {
      at += 1
      continue
    }
    const by = words.get(word) ?? ''
    out.push(subject.slice(plain, at), by)
    bytes += at - plain + by.length
    if (bytes > phpStringBytesMax) return unknown
    at += word.length
    plain = at
  }
  out.push(subject.slice(plain))
  return out.join('')
}
