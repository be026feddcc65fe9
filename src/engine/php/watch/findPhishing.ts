import type { CallFact } from '../callFact.ts'
import { capabilityRule } from './capabilityRules.ts'
import { isPlain } from './journal.ts'
import type { Found, Journal } from './journal.ts'
import { isGuarded, isOfRequest, sighting, textOf } from './values.ts'

const handlerBytesMax = 32 * 1024

/** Files that hand on what people type into a false page. */
export function findPhishing(journal: Journal): readonly Found[] {
  if (!isPlain(journal, handlerBytesMax) || journal.does(...databases)) return []
  const imitates = sendsToBrand(journal)
  const asks = secretFields(journal.lower) > 0 || (imitates && takesAll(journal.lower))
  const fact = asks ? receiverOf(journal) : undefined
  if (fact === undefined) return []
  const certain = imitates || isReport(journal)
  const rule = certain ? capabilityRule.phishing : capabilityRule.maybePhishing
  return [{ sighting: sighting(rule, fact.args.find(isOfRequest)), fact }]
}

/** The victim is sent on to the site that was imitated. */
function sendsToBrand(journal: Journal): boolean {
  return journal.facts('header').some((fact) => {
    const line = textOf(fact.args[0])?.slice(0, headerCharsMax).toLowerCase() ?? ''
    return (
      line.startsWith('location:') && line.includes('://') && brands.some((brand) => line.includes(brand))
    )
  })
}

const headerCharsMax = 4096
const brands = [
  'facebook.',
  'paypal.',
  'google.',
  'gmail.',
  'microsoft',
  'live.com',
  'office',
  'outlook.',
  'apple.',
  'icloud.',
  'instagram.',
  'netflix.',
  'amazon.',
  'linkedin.',
  'yahoo.',
  'dropbox.',
  'docusign.',
  'dhl.',
  'adobe.',
  'chase.',
  'wellsfargo.',
  'bank',
  'ebay.',
  'twitter.',
  'whatsapp.',
  'steam',
  'fedex.',
  'ups.com',
  'usps.',
  'aol.',
  'hotmail.',
]

/** Every field of the form, whatever its name. */
function takesAll(lower: string): boolean {
  return (
    lower.includes('foreach($_post') ||
    lower.includes('foreach ($_post') ||
    lower.includes('print_r($_post') ||
    lower.includes('$_get as ')
  )
}

/** Who registers people keeps them in a database. */
const databases = [
  'mysql_query',
  'mysqli_query',
  'mysqli_connect',
  'mysql_connect',
  'new pdo',
  'new mysqli',
  '->query',
  '->prepare',
  '->execute',
  'wp_signon',
]

/** Names of fields that are read from the request and hold what nobody sends by mail. */
function secretFields(lower: string): number {
  return secretNames.filter((name) => methods.some((method) => hasField(lower, method, name))).length
}

const methods = [
  "$_post['",
  '$_post["',
  "$_request['",
  '$_request["',
  "$_get['",
  '$_get["',
  '$_post[',
  '$_request[',
]
const secretNames = [
  'pass',
  'passwd',
  'password',
  'pwd',
  'cvv',
  'cvc',
  'ccv',
  'card',
  'cardnumber',
  'ccnum',
  'ccno',
  'ssn',
  'pin',
  'otp',
  'atmpin',
  'mmn',
  'sortcode',
  'password1',
  'password2',
  'pass1',
  'passcode',
  'userpassword',
  'login_password',
  'login_pass',
  'passwordtext',
  'epass',
  'emailpass',
  'x2',
  'pswd',
  'psw',
  'senha',
  'clave',
  'contrasena',
  'mdp',
]

function hasField(lower: string, method: string, name: string): boolean {
  return (
    lower.includes(`${method}${name}'`) ||
    lower.includes(`${method}${name}"`) ||
    lower.includes(`${method}${name}]`)
  )
}

/** Where it goes: a fixed address, a file, or a chat. */
function receiverOf(journal: Journal): CallFact | undefined {
  const mail = journal
    .facts('mail')
    .find((fact) => !isGuarded(fact) && !isOfRequest(fact.args[0]) && isOfRequest(fact.args[2]))
  if (mail !== undefined) return mail
  const chat = chatCalls.flatMap((name) => journal.facts(name)).find((fact) => fact.args.some(isOfRequest))
  if (chat !== undefined && journal.lower.includes('api.telegram.org')) return chat
  return keepers
    .flatMap((name) => journal.facts(name))
    .find((fact) => !isOfRequest(fact.args[0]) && isOfRequest(fact.args[1]))
}

const chatCalls = ['file_get_contents', 'curl_setopt', 'curl_init', 'fopen', 'curl_setopt_array']
const keepers = ['fwrite', 'fputs', 'file_put_contents']

/** A report for the thief tells where the victim sits, or sends the victim on to the true site. */
function isReport(journal: Journal): boolean {
  const { lower } = journal
  const tells =
    lower.includes('remote_addr') || lower.includes('http_client_ip') || lower.includes('api.telegram.org')
  const sendsOn =
    lower.includes('location:') ||
    lower.includes('location.href') ||
    lower.includes('http-equiv') ||
    lower.includes('window.location')
  return tells && sendsOn ? true : tells && lower.includes('mail(')
}
