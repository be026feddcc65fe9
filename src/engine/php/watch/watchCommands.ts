import { taintBits } from '../abstract.ts'
import type { Abstract } from '../abstract.ts'
import type { CallFact } from '../callFact.ts'
import { commandMethods, commandSinks } from '../lists/sinks.ts'
import { taintRule } from './taintRule.ts'
import { carries, isGuarded, isOfRequest, isUnpacked, sighting, textOf } from './values.ts'
import type { Sighting } from './values.ts'

const { remote, hidden, decoded, hiddenText } = taintBits

/** Commands of the system, and ways around a list of forbidden functions. */
export function watchCommands(fact: CallFact): Sighting[] {
  const command = commandOf(fact)
  const rule = command === undefined ? null : commandRule(fact, command)
  return rule === null ? watchPreload(fact) : [sighting(rule, command)]
}

function commandOf(fact: CallFact): Abstract | undefined {
  if (fact.kind === 'shell') return fact.args[0]
  if (fact.name === null) return undefined
  if (fact.kind === 'method') return isShellObject(fact) ? fact.args[0] : undefined
  const place = commandSinks.get(fact.name)
  return fact.kind === 'function' && place !== undefined ? fact.args[place] : undefined
}

/** `COM('WScript.Shell')->exec(...)`. */
function isShellObject(fact: CallFact): boolean {
  if (fact.callee?.state !== 'object' || fact.name === null) return false
  return fact.callee.className.toLowerCase() === 'com' && commandMethods.has(fact.name)
}

function commandRule(fact: CallFact, command: Abstract): number | null {
  if (isOfRequest(command))
    return isGuarded(fact) ? taintRule.maybeCommandOfRequest : taintRule.commandOfRequest
  if (carries(command, remote))
    return isGuarded(fact) ? taintRule.maybeCommandOfRequest : taintRule.commandOfRemote
  const text = textOf(command)
  if (text !== undefined) return knownCommandRule(command, text)
  return carries(command, hidden | hiddenText) || isUnpacked(command) ? taintRule.maybeCommandHidden : null
}

function knownCommandRule(command: Abstract, text: string): number | null {
  if (isDropper(text.slice(0, commandCharsMax))) return taintRule.commandDropper
  if (text.trim() === '') return null
  return isUnpacked(command) || (carries(command, hiddenText) && carries(command, decoded | hiddenText))
    ? taintRule.commandHidden
    : null
}

/** As much of a command as is looked at. */
const commandCharsMax = 4096

/** A program that is fetched and started at once, or a shell that talks to another machine. */
function isDropper(command: string): boolean {
  const text = command.toLowerCase()
  if (connections.some((word) => text.includes(word))) return true
  const fetches = fetchers.some((word) => text.includes(word)) && text.includes('://')
  return fetches && starters.some((word) => text.includes(word))
}

const connections = [
  '/dev/tcp/',
  'nc -e ',
  'ncat -e ',
  'bash -i',
  'mkfifo /tmp/',
  'socket,subprocess,os',
  'xmrig',
  'stratum+tcp',
]
const fetchers = ['wget ', 'curl ', 'lwp-download ', 'fetch ', 'lynx ', 'certutil ']
const starters = [
  '| sh',
  '|sh',
  '| bash',
  '|bash',
  '| perl',
  '|perl',
  '|php',
  '| php',
  'chmod ',
  ';perl ',
  '; perl ',
  ';sh ',
  '; sh ',
  '&& sh',
  '&& ./',
]

/** `LD_PRELOAD` before `mail()`: the library runs in the program that sends the mail. */
function watchPreload(fact: CallFact): Sighting[] {
  const [value] = fact.args
  if (fact.kind !== 'function' || value === undefined || !isPreload(fact, value)) return []
  return [sighting(taintRule.preload, value)]
}

function isPreload(fact: CallFact, value: Abstract): boolean {
  const text = textOf(value)
  if (fact.name === 'imap_open') return text?.toLowerCase().includes('proxycommand') ?? false
  if (fact.name !== 'putenv') return false
  return text === undefined ? fact.place.excerpt.includes('LD_PRELOAD') : text.startsWith('LD_PRELOAD=/')
}
