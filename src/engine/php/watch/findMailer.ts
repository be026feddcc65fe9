import type { CallFact } from '../callFact.ts'
import { capabilityRule } from './capabilityRules.ts'
import { standsAlone } from './journal.ts'
import type { Found, Journal } from './journal.ts'
import { isGuarded, isOfRequest, sighting } from './values.ts'

const mailerBytesMax = 128 * 1024

/** Files that send what the request says to whom the request says. */
export function findMailer(journal: Journal): readonly Found[] {
  if (!standsAlone(journal, mailerBytesMax)) return []
  const facts = mailers.flatMap((name) => journal.facts(name)).filter((fact) => !isGuarded(fact))
  const bulk = takesList(journal) ? facts.find(isToMany) : undefined
  if (bulk !== undefined) return [{ sighting: sighting(capabilityRule.mailer, bulk.args[0]), fact: bulk }]
  const open = facts.find(isOpenRelay)
  return open === undefined
    ? []
    : [{ sighting: sighting(capabilityRule.maybeMailer, open.args[0]), fact: open }]
}

const mailers = ['mail', 'mb_send_mail', 'wp_mail', 'imap_mail']

/** The receiver, and two of subject, text and headers. */
function isToMany(fact: CallFact): boolean {
  const [to, ...rest] = fact.args.slice(0, 4)
  return isOfRequest(to) && rest.filter(isOfRequest).length >= 2
}

/** Receiver, subject and text: forms for friends let the visitor choose one or two of them. */
function isOpenRelay(fact: CallFact): boolean {
  return fact.args.length >= 3 && fact.args.slice(0, 3).every(isOfRequest)
}

/** A field of the request is taken apart into many receivers. */
function takesList(journal: Journal): boolean {
  const splits = splitters.flatMap((name) => journal.facts(name))
  return (
    splits.some((fact) => fact.args.some(isOfRequest)) ||
    journal.facts('file').some((fact) => isOfRequest(fact.args[0]))
  )
}

const splitters = ['explode', 'split', 'preg_split', 'spliti', 'strtok']
