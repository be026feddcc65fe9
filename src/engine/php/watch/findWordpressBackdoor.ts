import type { CallFact } from '../callFact.ts'
import { capabilityRule } from './capabilityRules.ts'
import type { Found, Journal } from './journal.ts'
import { isGuarded, isOfRequest, sighting, textOf } from './values.ts'

/** Code that opens WordPress to whoever knows of it. */
export function findWordpressBackdoor(journal: Journal): readonly Found[] {
  return [...findUser(journal), ...findLogin(journal), ...findHiddenUser(journal)]
}

function findUser(journal: Journal): Found[] {
  const facts = [...journal.facts('wp_create_user'), ...journal.facts('wp_insert_user')].filter(
    (fact) => !isGuarded(fact),
  )
  const fixed = facts.find(hasFixedPassword)
  const administrator = journal.lower.includes('administrator')
  if (fixed !== undefined && administrator)
    return [{ sighting: sighting(capabilityRule.wordpressUser, fixed.args[0]), fact: fixed }]
  const chosen = facts.find((fact) => fact.args.some((value) => isOfRequest(value)))
  if (chosen === undefined || !administrator) return []
  return [{ sighting: sighting(capabilityRule.maybeWordpressUser, chosen.args[0]), fact: chosen }]
}

/** Name and password stand in the program. */
function hasFixedPassword(fact: CallFact): boolean {
  const [first, second] = fact.args
  if (first?.state === 'array') return isFixed(textOf(first.entries.get('user_pass')))
  return isFixed(textOf(first)) && isFixed(textOf(second))
}

function isFixed(text: string | undefined): boolean {
  return text !== undefined && text !== ''
}

/** A cookie for the administrator without a password that was asked for. */
function findLogin(journal: Journal): Found[] {
  if (journal.does(...passwordChecks)) return []
  const fact = journal
    .facts('wp_set_auth_cookie')
    .find((candidate) => !isGuarded(candidate) && isChosenUser(candidate, journal))
  return fact === undefined ? [] : [{ sighting: sighting(capabilityRule.wordpressLogin, fact.args[0]), fact }]
}

const passwordChecks = [
  'wp_signon',
  'wp_authenticate',
  'wp_check_password',
  'check_password_reset_key',
  'get_user_by_email',
  'wp_insert_user',
  'wp_create_user',
]

function isChosenUser(fact: CallFact, journal: Journal): boolean {
  const [user] = fact.args
  if (user === undefined) return false
  if (user.state === 'known') return Number(user.value) > 0
  if (isOfRequest(user) || journal.facts('get_user_by').some((found) => found.args.some(isOfRequest)))
    return true
  return journal.lower.includes("'administrator'") || journal.lower.includes('"administrator"')
}

/** A filter over the query of users that leaves one name out. */
function findHiddenUser(journal: Journal): Found[] {
  const fact = journal.facts('add_action').find((candidate) => textOf(candidate.args[0]) === 'pre_user_query')
  if (fact === undefined || !leavesOneOut(journal.lower)) return []
  return [{ sighting: sighting(capabilityRule.hiddenUser, fact.args[0]), fact }]
}

function leavesOneOut(lower: string): boolean {
  const query = lower.includes('query_where') && lower.includes('user_login')
  return (
    query &&
    (lower.includes('user_login !=') ||
      lower.includes('user_login != ') ||
      lower.includes('user_login!=') ||
      lower.includes('user_login <>'))
  )
}
