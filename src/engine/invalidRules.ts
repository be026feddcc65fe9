import { HoldfastError } from '../domain/errors.ts'

/** Where in which pack; `lineText` is that line of the pack and never anything else. */
export interface RulePlace {
  readonly pack: string
  /** 1-based; null when the whole file is meant. */
  readonly line: number | null
  readonly lineText: string | null
}

export const nowhere = (pack: string): RulePlace => ({ pack, line: null, lineText: null })

/** The place of one line of a source. */
export function placeOf(pack: string, source: string, line: number): RulePlace {
  const text = source.split('\n', line)[line - 1] ?? ''
  return { pack, line, lineText: printable(text.trim(), lineTextCharsMax) }
}

/** HF_RULES_INVALID that names file, line, reason and the way on. */
export function rulesInvalid(place: RulePlace, reason: string, remedy: string): HoldfastError {
  const where = place.line === null ? place.pack : `${place.pack}, line ${place.line}`
  const shown = place.lineText === null ? '' : `: ${place.lineText}`
  return new HoldfastError('HF_RULES_INVALID', `${where}: ${printable(reason, reasonCharsMax)}${shown}`, {
    facts: { pack: place.pack, line: place.line, reason: printable(reason, reasonCharsMax) },
    hint: remedy,
  })
}

/** Text of a rule file as one line that a terminal cannot be steered with. */
export function printable(text: string, charsMax: number): string {
  const clean = text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
  return clean.length <= charsMax ? clean : `${clean.slice(0, charsMax - 3)}...`
}

const lineTextCharsMax = 120
const reasonCharsMax = 200
