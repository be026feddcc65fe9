import { factsOfNameMax, namesWatchedMax } from '../../../domain/engineLimits.ts'
import { maskedCode, phpRegions } from '../../regions.ts'
import type { CallFact } from '../callFact.ts'
import type { Sighting } from './values.ts'
import { textOf } from './values.ts'

/** What one file does in all, for the rules that look at more than one call. */
export interface Journal {
  /** The content, latin1. */
  readonly text: string
  /** The same in lower case. */
  readonly lower: string
  /** Facts of a function, `new class` or `->method`; of eval, include, shell and echo by their kind. */
  facts(name: string): readonly CallFact[]
  /** True when one of these was met. */
  does(...names: readonly string[]): boolean
  /** Facts that made a rule of one call true. */
  seen(rule: number): readonly CallFact[]
  /** Facts in all, those that are not kept included. */
  factCount(): number
}

/** What a capability rule found: the fact where it shows best. */
export interface Found {
  readonly sighting: Sighting
  readonly fact: CallFact
}

/** A journal that keeps the first facts of each name. */
export function createJournal(text: string): RunningJournal {
  const byName = new Map<string, CallFact[]>()
  const byRule = new Map<number, CallFact[]>()
  let count = 0
  return {
    text,
    lower: text.toLowerCase(),
    facts: (name) => byName.get(name) ?? [],
    does: (...names) => names.some((name) => byName.has(name)),
    seen: (rule) => byRule.get(rule) ?? [],
    factCount: () => count,
    note: (fact, sightings) => {
      count += 1
      keep(byName, keyOf(fact), fact)
      for (const { rule } of sightings) keep(byRule, rule, fact)
    },
  }
}

interface RunningJournal extends Journal {
  note(fact: CallFact, sightings: readonly Sighting[]): void
}

function keep<Key>(kept: Map<Key, CallFact[]>, key: Key, fact: CallFact): void {
  const facts = kept.get(key)
  if (facts !== undefined) {
    if (facts.length < factsOfNameMax) facts.push(fact)
    return
  }
  if (kept.size < namesWatchedMax) kept.set(key, [fact])
}

function keyOf(fact: CallFact): string {
  if (fact.kind === 'function' || fact.kind === 'static-method') return fact.name ?? '?'
  if (fact.kind === 'method') return `->${fact.name ?? '?'}`
  return fact.kind === 'new' ? `new ${fact.name ?? '?'}` : fact.kind
}

/**
 * True for a file that stands alone: at most `bytesMax` long, no class, no namespace, nothing of an application included.
 * The files of applications that do the same things are part of something.
 */
export function standsAlone(journal: Journal, bytesMax: number): boolean {
  return isPlain(journal, bytesMax) && journal.facts('include').every(isLoader)
}

/** True for a script of at most `bytesMax` without classes and namespaces, whatever it includes. */
export function isPlain(journal: Journal, bytesMax: number): boolean {
  return journal.text.length <= bytesMax && !isObjectOriented(journal.text)
}

/** Declarations at the beginning of a line of code: a comment, a text or a page around the code can say anything. */
function isObjectOriented(text: string): boolean {
  if (!declaration.test(text)) return false
  return phpRegions(text, 'all').some((region) => declaration.test(maskedCode(text, region)))
}

const declaration = /^[ \t]*(?:abstract |final )?(?:class|interface|trait|namespace)[ \t]+[A-Za-z_]/m

/** WordPress itself, which its backdoors load to be able to do more. */
function isLoader(fact: CallFact): boolean {
  const path = textOf(fact.args[0]) ?? fact.place.excerpt
  return loaders.some((name) => path.includes(name))
}

const loaders = ['wp-load.php', 'wp-blog-header.php', 'wp-config.php', 'configuration.php']
