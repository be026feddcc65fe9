import { unknown } from '../value.ts'
import type { Meter, PhpValue, PureFunction, Unknown } from '../value.ts'
import { toLower } from './asciiCase.ts'
import { charactersOf, leading } from './characterSet.ts'
import { compareBytes } from './convert.ts'
import { slice } from './cutFunctions.ts'
import { flag, integer, nullable, optional, pure, text } from './signature.ts'

/** What a string holds, where, and how two compare. */
export const searchFunctions: Readonly<Record<string, PureFunction>> = {
  strpos: pure([text, text, optional(integer, 0)], (values) => firstPlace(values)),
  stripos: pure([text, text, optional(integer, 0)], ([subject, needle, from]) =>
    firstPlace([toLower(subject), toLower(needle), from]),
  ),
  strrpos: pure([text, text, optional(integer, 0)], (values) => lastPlace(values)),
  strripos: pure([text, text, optional(integer, 0)], ([subject, needle, from]) => {
    // PHP does not find a single byte beyond ASCII here.
    if (needle.length === 1 && needle > '\x7f') return unknown
    return lastPlace([toLower(subject), toLower(needle), from])
  }),
  strstr: pure([text, text, optional(flag, false)], (values) => fromFirst(values)),
  strchr: pure([text, text, optional(flag, false)], (values) => fromFirst(values)),
  stristr: pure([text, text, optional(flag, false)], ([subject, needle, before]) => {
    const at = toLower(subject).indexOf(toLower(needle))
    return needle === '' ? unknown : partAt(subject, at, before)
  }),
  strrchr: pure([text, text], ([subject, needle]) =>
    needle === '' ? unknown : partAt(subject, subject.lastIndexOf(needle.charAt(0)), false),
  ),
  strpbrk: pure([text, text], ([subject, set]) => {
    const at = leading(subject, charactersOf(set), 'outside')
    return set === '' ? unknown : partAt(subject, at === subject.length ? -1 : at, false)
  }),
  substr_count: pure([text, text, optional(integer, 0), nullable(integer)], countPlaces),
  str_contains: pure([text, text], ([subject, needle]) => subject.includes(needle)),
  str_starts_with: pure([text, text], ([subject, needle]) => subject.startsWith(needle)),
  str_ends_with: pure([text, text], ([subject, needle]) => subject.endsWith(needle)),
  strspn: pure([text, text, optional(integer, 0), nullable(integer)], ([subject, set, from, length]) =>
    leading(slice(subject, from, length), charactersOf(set), 'inside'),
  ),
  strcspn: pure([text, text, optional(integer, 0), nullable(integer)], ([subject, set, from, length]) =>
    leading(slice(subject, from, length), charactersOf(set), 'outside'),
  ),
  strcmp: pure([text, text], ([left, right]) => orderOf(left, right)),
  strcasecmp: pure([text, text], ([left, right]) => orderOf(toLower(left), toLower(right))),
  strncmp: pure([text, text, integer], ([left, right, length]) =>
    length < 0 ? unknown : orderOf(left.slice(0, length), right.slice(0, length)),
  ),
  strncasecmp: pure([text, text, integer], ([left, right, length]) =>
    length < 0 ? unknown : orderOf(toLower(left.slice(0, length)), toLower(right.slice(0, length))),
  ),
  similar_text: pure([text, text], ([left, right], meter) => similarity(left, right, meter)),
  levenshtein: pure([text, text], ([left, right], meter) => editDistance(left, right, meter)),
}

type Place = readonly [string, string, number]

/** Unknown for an empty text (false before PHP 8) and a start beyond the end. */
function firstPlace([subject, needle, from]: Place): PhpValue | Unknown {
  if (needle === '' || from > subject.length || -from > subject.length) return unknown
  return place(subject.indexOf(needle, from < 0 ? subject.length + from : from))
}

/** A negative start counts from the end, and the text found may reach beyond it. */
function lastPlace([subject, needle, from]: Place): PhpValue | Unknown {
  if (needle === '' || from > subject.length || -from > subject.length) return unknown
  if (from < 0) return place(subject.lastIndexOf(needle, subject.length + from))
  const at = subject.lastIndexOf(needle)
  return place(at < from ? -1 : at)
}

function place(at: number): number | false {
  return at === -1 ? false : at
}

function fromFirst([subject, needle, before]: readonly [string, string, boolean]): PhpValue | Unknown {
  return needle === '' ? unknown : partAt(subject, subject.indexOf(needle), before)
}

function partAt(subject: string, at: number, before: boolean): string | false {
  if (at === -1) return false
  return before ? subject.slice(0, at) : subject.slice(at)
}

function countPlaces([subject, needle, from, length]: readonly [string, string, number, number | null]):
  | PhpValue
  | Unknown {
  const start = from < 0 ? subject.length + from : from
  const end = length === null ? subject.length : length < 0 ? subject.length + length : start + length
  if (needle === '' || start < 0 || end > subject.length || end < start) return unknown
  const part = subject.slice(start, end)
  let count = 0
  for (let at = part.indexOf(needle); at !== -1; at = part.indexOf(needle, at + needle.length)) count += 1
  return count
}

/** Only whether two are equal is the same in all versions: PHP 8.2 says -1 and 1, others tell the distance. */
function orderOf(left: string, right: string): PhpValue | Unknown {
  return compareBytes(left, right) === 0 ? 0 : unknown
}

/** Longer texts take a product of lengths that no program needs to read what it hides. */
const comparedBytesMax = 2000

function similarity(left: string, right: string, meter: Meter): PhpValue | Unknown {
  if (left.length > comparedBytesMax || right.length > comparedBytesMax) return unknown
  // Halves that still have to be compared; each has fewer characters than the one it came from.
  const open: (readonly [string, string])[] = [[left, right]]
  let total = 0
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const [one, other] = pair
    meter.touch((one.length + 1) * (other.length + 1))
    const { from, at, length } = longestCommon(one, other)
    if (length === 0) continue
    total += length
    open.push([one.slice(0, from), other.slice(0, at)])
    open.push([one.slice(from + length), other.slice(at + length)])
  }
  return total
}

function longestCommon(
  left: string,
  right: string,
): { readonly from: number; readonly at: number; readonly length: number } {
  let best = { from: 0, at: 0, length: 0 }
  let above = new Uint16Array(right.length + 1)
  for (let from = left.length - 1; from >= 0; from -= 1) {
    const row = new Uint16Array(right.length + 1)
    for (let at = right.length - 1; at >= 0; at -= 1) {
      if (left.charCodeAt(from) !== right.charCodeAt(at)) continue
      const length = (above[at + 1] ?? 0) + 1
      row[at] = length
      // PHP looks from the left and keeps the first of the longest.
      if (length >= best.length) best = earlier(best, { from, at, length })
    }
    above = row
  }
  return best
}

type Common = ReturnType<typeof longestCommon>

function earlier(best: Common, found: Common): Common {
  if (found.length > best.length) return found
  return found.from < best.from || found.at < best.at ? found : best
}

function editDistance(left: string, right: string, meter: Meter): PhpValue | Unknown {
  // Above 255 bytes the answer is -1 before PHP 8.
  if (left.length > 255 || right.length > 255) return unknown
  meter.touch((left.length + 1) * (right.length + 1))
  let row = Array.from({ length: right.length + 1 }, (_, at) => at)
  for (let from = 0; from < left.length; from += 1) {
    const next = [from + 1]
    for (let at = 0; at < right.length; at += 1) {
      const change = (row[at] ?? 0) + (left.charAt(from) === right.charAt(at) ? 0 : 1)
      next.push(Math.min(change, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
