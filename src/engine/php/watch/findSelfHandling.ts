import { taintBits } from '../abstract.ts'
import type { CallFact } from '../callFact.ts'
import { directoryReaders } from '../lists/writes.ts'
import { capabilityRule } from './capabilityRules.ts'
import { standsAlone } from './journal.ts'
import type { Found, Journal } from './journal.ts'
import { carries, isGuarded, sighting } from './values.ts'

/** A probe says a word and goes. */
const probeBytesMax = 1024
const probeFactsMax = 12
const toolBytesMax = 256 * 1024

/** Files that remove or copy themselves. */
export function findSelfHandling(journal: Journal): readonly Found[] {
  return [...findRemoval(journal), ...findCopy(journal)]
}

function findRemoval(journal: Journal): Found[] {
  const isProbe = standsAlone(journal, probeBytesMax) && journal.factCount() <= probeFactsMax
  const stamps = isProbe ? journal.facts('touch') : []
  const fact = journal.facts('unlink').find((candidate) => isOwn(candidate, 0)) ?? stamps.find(isBackdated)
  if (fact === undefined || isGuarded(fact)) return []
  const rule = isProbe ? capabilityRule.probe : capabilityRule.maybeSelfRemoval
  return [{ sighting: sighting(rule, fact.args[0]), fact }]
}

function findCopy(journal: Journal): Found[] {
  if (!standsAlone(journal, toolBytesMax)) return []
  const fact =
    journal.facts('copy').find((candidate) => isOwn(candidate, 0)) ??
    ['file_put_contents', 'fwrite', 'fputs']
      .flatMap((name) => journal.facts(name))
      .find((candidate) => isOwn(candidate, 1))
  if (fact === undefined) return []
  const rule = spreads(journal) ? capabilityRule.replication : capabilityRule.maybeReplication
  return [{ sighting: sighting(rule, fact.args[0]), fact }]
}

/** Gives a file another time than now. */
function isBackdated(fact: CallFact): boolean {
  return fact.args.length >= 2
}

/** The path or the content of the file itself. */
function isOwn(fact: CallFact, place: number): boolean {
  return carries(fact.args[place], taintBits.self)
}

function spreads(journal: Journal): boolean {
  return journal.does(...directoryReaders)
}
