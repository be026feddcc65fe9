import { taintBits } from '../abstract.ts'
import type { Abstract } from '../abstract.ts'
import type { CallFact } from '../callFact.ts'
import { codeSinks, patternSinks } from '../lists/sinks.ts'
import { streamReaders } from '../lists/streams.ts'
import { taintRule } from './taintRule.ts'
import { carries, isGuarded, isOfRequest, isUnpacked, passed, sighting, textOf } from './values.ts'
import type { Sighting } from './values.ts'

const { remote, self, hidden, file, decoded, hiddenText } = taintBits

/** Text that is run as PHP: `eval` and its like, and the modifier `e` of patterns. */
export function watchCode(fact: CallFact): Sighting[] {
  const pattern = fact.name !== null && patternSinks.has(fact.name) ? watchPattern(fact) : []
  return [...pattern, ...codeArguments(fact).flatMap((value) => codeSighting(fact, value))]
}

function codeArguments(fact: CallFact): readonly Abstract[] {
  if (fact.kind === 'eval') return fact.args.slice(0, 1)
  if (fact.kind !== 'function' || fact.name === null) return []
  if (patternSinks.has(fact.name)) return runsReplacement(fact) ? fact.args.slice(1, 2) : []
  const places = codeSinks.get(fact.name) ?? []
  return places.flatMap((place) => fact.args[place] ?? [])
}

function codeSighting(fact: CallFact, code: Abstract): Sighting[] {
  const rule = code.state === 'known' ? knownCodeRule(code) : openCodeRule(fact, code)
  return rule === null ? [] : [sighting(rule, code)]
}

function knownCodeRule(code: Abstract): number | null {
  if (isUnpacked(code)) return taintRule.codeUnpacked
  if (carries(code, hiddenText)) return taintRule.codeEscaped
  return carries(code, self) ? taintRule.maybeCodeOfSelf : null
}

/** The nearest to the sender first: what is decoded out of a request is code of the request. */
function openCodeRule(fact: CallFact, code: Abstract): number | null {
  if (isOfRequest(code)) return requestRule(fact, code)
  if (carries(code, remote)) return isGuarded(fact) ? taintRule.maybeCodeOfRequest : taintRule.codeOfRemote
  if (carries(code, self)) return isUnpacked(code) ? taintRule.codeOfSelf : taintRule.maybeCodeOfSelf
  if (carries(code, hidden)) return storedCodeRule(code)
  return carries(code, decoded) ? undecodableRule(fact, code) : fileRule(fact, code)
}

/** What a program puts into a text of its own it may have looked at before. */
function requestRule(fact: CallFact, code: Abstract): number {
  const isWeak = carries(code, taintBits.inserted) || (isInClass(fact) && isOfChosenFile(code))
  return isWeak || isGuarded(fact) ? taintRule.maybeCodeOfRequest : taintRule.codeOfRequest
}

/** The request chooses a file, and what is in it is run: template engines let it choose among their own. */
function isOfChosenFile(code: Abstract): boolean {
  if (carries(code, file)) return true
  return passed(code, (word) => streamReaders.has(word)) && passed(code, (word) => word.startsWith('$_'))
}

function isInClass(fact: CallFact): boolean {
  return fact.place.within?.includes('::') ?? false
}

function storedCodeRule(code: Abstract): number {
  if (passed(code, (word) => pictureReaders.has(word))) return taintRule.codeOfPicture
  return isUnpacked(code) ? taintRule.codeOfHidden : taintRule.maybeCodeOfHidden
}

const pictureReaders = new Set([
  'exif_read_data',
  'read_exif_data',
  'exif_thumbnail',
  'iptcparse',
  'getimagesize',
])

function undecodableRule(fact: CallFact, code: Abstract): number | null {
  return fileRule(fact, code) ?? (isUnpacked(code) ? taintRule.codeUndecodable : null)
}

/** A template engine runs what it compiled, and may pack its cache. */
function fileRule(fact: CallFact, code: Abstract): number | null {
  if (!carries(code, file)) return null
  return isUnpacked(code) || !isInClass(fact) ? taintRule.maybeCodeOfFile : null
}

function watchPattern(fact: CallFact): Sighting[] {
  const [pattern] = fact.args
  if (!isOfRequest(pattern) || pattern === undefined || passed(pattern, (word) => word === 'preg_quote'))
    return []
  return [sighting(taintRule.maybePattern, pattern)]
}

/** True when the pattern is known and has the modifier `e`. */
function runsReplacement(fact: CallFact): boolean {
  if (fact.name?.startsWith('mb_') === true) return textOf(fact.args[3])?.includes('e') ?? false
  return patternsOf(fact.args[0]).some(hasCodeModifier)
}

function patternsOf(value: Abstract | undefined): string[] {
  if (value?.state === 'array') return [...value.entries.values()].flatMap((entry) => textOf(entry) ?? [])
  return [textOf(value) ?? '']
}

/** `/x/e`: what follows the last delimiter. A bracket closes with its counterpart. */
function hasCodeModifier(pattern: string): boolean {
  const text = pattern.trim()
  const closing = closingOf(text.charAt(0))
  const end = text.lastIndexOf(closing)
  return end > 0 && /^[a-zA-Z\s]*e[a-zA-Z\s]*$/.test(text.slice(end + 1, end + 1 + modifiersMax))
}

/** Longer than all modifiers that there are. */
const modifiersMax = 16

function closingOf(delimiter: string): string {
  const at = '([{<'.indexOf(delimiter)
  return at === -1 || delimiter === '' ? delimiter : ')]}>'.charAt(at)
}
