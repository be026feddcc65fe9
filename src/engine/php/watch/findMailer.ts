import type { CallFact } from '../callFact.ts'
import { capabilityRule } from './capabilityRules.ts'
import { standsAlone } from './journal.ts'
import type { Found, Journal } from './journal.ts'
import { isGuarded, isOfRequest, sighting } from './values.ts'

const mailerBytesMax = 128 * 1024

/** Files that send what the request says to whom the request says. */
export function findMailer(journal: Journal): readonly Found[] {
  const fact = mailers.flatMap((name) => journal.facts(name)).find(isOpenRelay)
  if (fact === undefined || !standsAlone(journal, mailerBytesMax)) return []
  const rule = takesList(journal) ? capabilityRule.mailer : capabilityRule.maybeMailer
  return [{ sighting: sighting(rule, fact.args[0]), fact }]
}

const mailers = ['mail', 'mb_send_mail', 'wp_mail', 'imap_mail']

/** Receiver, subject and text: forms for friends let the visitor choose one or two of them. */
function isOpenRelay(fact: CallFact): boolean {
  return !isGuarded(fact) && fact.args.length >= 3 && fact.args.slice(0, 3).every(isOfRequest)
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
