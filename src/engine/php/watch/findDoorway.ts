import { prefixOf, taintBits } from '../abstract.ts'
import type { Abstract } from '../abstract.ts'
import type { CallFact } from '../callFact.ts'
import { capabilityRule } from './capabilityRules.ts'
import { standsAlone } from './journal.ts'
import type { Found, Journal } from './journal.ts'
import { carries, sighting } from './values.ts'

const doorwayBytesMax = 64 * 1024
/** Names of search engines that one file asks for before it is said to cloak: statistics name dozens, but fetch no page. */
const enginesMin = 2

/** Files that show search engines something else than people, or another site's pages as their own. */
export function findDoorway(journal: Journal): readonly Found[] {
  if (!standsAlone(journal, doorwayBytesMax)) return []
  const shown = journal.facts('echo').find(isOfOtherMachine) ?? journal.facts('print').find(isOfOtherMachine)
  if (shown !== undefined)
    return [{ sighting: sighting(pageRule(journal), shown.args.find(isRemote)), fact: shown }]
  const sent = journal.facts('header').find(isRedirect)
  if (sent === undefined || !cloaks(journal)) return []
  return [{ sighting: sighting(capabilityRule.cloakedRedirect, sent.args[0]), fact: sent }]
}

function isRemote(value: CallFact['args'][number]): boolean {
  return carries(value, taintBits.remote)
}

function isOfOtherMachine(fact: CallFact): boolean {
  return fact.args.some(isRemote)
}

function pageRule(journal: Journal): number {
  if (cloaks(journal)) return capabilityRule.cloakedPage
  const asks = fetchers.flatMap((name) => journal.facts(name)).some((fact) => fact.args.some(tellsVisitor))
  return asks ? capabilityRule.doorway : capabilityRule.maybeDoorway
}

const fetchers = [
  'file_get_contents',
  'fopen',
  'file',
  'readfile',
  'curl_init',
  'curl_setopt',
  'wp_remote_get',
]

/** A fixed machine is told which page of this site somebody asks for. */
function tellsVisitor(address: Abstract): boolean {
  return (
    address.state === 'unknown' && prefixOf(address).startsWith('http') && carries(address, taintBits.header)
  )
}

/** Asks who comes, and whether it is a search engine or from one. */
function cloaks(journal: Journal): boolean {
  const { lower } = journal
  if (!lower.includes('http_user_agent') && !lower.includes('http_referer')) return false
  return engines.filter((name) => lower.includes(name)).length >= enginesMin
}

const engines = [
  'google',
  'bing',
  'yahoo',
  'yandex',
  'baidu',
  'slurp',
  'duckduckgo',
  'msnbot',
  'spider',
  'crawler',
  'aol',
]

function isRedirect(fact: CallFact): boolean {
  const [line] = fact.args
  const text = line === undefined ? '' : prefixOf(line).slice(0, headerCharsMax).toLowerCase()
  return text.startsWith('location:') && text.includes('://')
}

const headerCharsMax = 4096
