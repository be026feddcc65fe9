import type { CallFact } from '../callFact.ts'
import { packers } from '../lists/decoders.ts'
import { fileWriters } from '../lists/writes.ts'
import { capabilityRule } from './capabilityRules.ts'
import { standsAlone } from './journal.ts'
import type { Found, Journal } from './journal.ts'
import { taintRule } from './taintRule.ts'
import { isChosen, isGuarded, isOfRequest, sighting, taintOfAll, requestTaint, textOf } from './values.ts'

const KiB = 1024
/** Files so small that what a request decides in them is all that they are for. */
const smallBytesMax = 2 * KiB
const aloneBytesMax = 32 * KiB
const oneLineBytesMax = 400
const oneLineFactsMax = 3

/** What is only suspicious in an application, and has one use in a file that does nothing else. */
export function findSmallBackdoor(journal: Journal): readonly Found[] {
  return [
    ...findInclude(journal),
    ...findWrite(journal),
    ...findWrittenInclude(journal),
    ...findReflection(journal),
    ...findPattern(journal),
    ...findNew(journal),
    ...findHiddenTool(journal),
  ]
}

function findInclude(journal: Journal): Found[] {
  const fact = journal.seen(taintRule.maybeInclude)[0]
  if (fact === undefined || isGuarded(fact)) return []
  if (journal.text.length > oneLineBytesMax || journal.factCount() > oneLineFactsMax) return []
  return [{ sighting: sighting(taintRule.includeOfOneRequest, fact.args[0]), fact }]
}

function findWrite(journal: Journal): Found[] {
  if (!standsAlone(journal, smallBytesMax)) return []
  const writes = [...journal.seen(taintRule.maybeWriteOfRequest), ...journal.seen(taintRule.maybeWriteRemote)]
  const copies = ['copy', 'rename']
    .flatMap((name) => journal.facts(name))
    .filter((fact) => fact.args.slice(0, 2).every(isOfRequest))
  const fact = [...writes, ...copies].find((candidate) => !isGuarded(candidate))
  return fact === undefined ? [] : [{ sighting: sighting(taintRule.writeOfOneRequest, fact.args[0]), fact }]
}

/** Written out of the request, run in the next line. */
function findWrittenInclude(journal: Journal): Found[] {
  const includes = journal.facts('include')
  if (includes.length === 0) return []
  const writes = [...fileWriters].flatMap(([name, { data }]) =>
    journal.facts(name).filter((fact) => isOfRequest(fact.args[data])),
  )
  const fact = includes.find((candidate) => writes.some((write) => isSamePath(write, candidate)))
  return fact === undefined ? [] : [{ sighting: sighting(taintRule.includeWritten, fact.args[0]), fact }]
}

function isSamePath(write: CallFact, include: CallFact): boolean {
  const path = textOf(write.args[0])
  if (write.place.within !== include.place.within || isGuarded(include)) return false
  if (path !== undefined) return path === textOf(include.args[0])
  const variable = /(\$\w{1,64})\s{0,8}\)?\s{0,8}$/.exec(include.place.excerpt)?.[1]
  return variable !== undefined && firstArgument(write.place.excerpt).startsWith(variable)
}

function firstArgument(call: string): string {
  return call.slice(call.indexOf('(') + 1).trimStart()
}

/** `new $_GET['c']($_GET['x'])`: applications choose among their own classes, a lone file has none. */
function findNew(journal: Journal): Found[] {
  const fact = journal
    .facts('new ?')
    .find((candidate) => isChosen(candidate.callee ?? undefined) && candidate.args.some(isOfRequest))
  if (fact === undefined || !standsAlone(journal, aloneBytesMax)) return []
  return [{ sighting: sighting(taintRule.maybeNew, fact.callee), fact }]
}

/** Pattern, replacement and subject: with the modifier `e`, old PHP runs the replacement. */
function findPattern(journal: Journal): Found[] {
  const fact = journal
    .seen(taintRule.maybePattern)
    .find((candidate) => candidate.args.slice(0, 3).every(isOfRequest))
  if (fact === undefined || isGuarded(fact) || !standsAlone(journal, smallBytesMax)) return []
  return [{ sighting: sighting(taintRule.patternOfRequest, fact.args[0]), fact }]
}

/** `(new ReflectionFunction('system'))->invoke($_POST[...])`. */
function findReflection(journal: Journal): Found[] {
  const made = journal
    .facts('new reflectionfunction')
    .some((fact) => journal.seen(taintRule.maybeCallback).includes(fact))
  if (!made) return []
  const called = [...journal.facts('->invoke'), ...journal.facts('->invokeargs')]
  const fact = called.find((candidate) => (taintOfAll(candidate.args) & requestTaint) !== 0)
  return fact === undefined ? [] : [{ sighting: sighting(taintRule.callbackRunsRequest, fact.args[0]), fact }]
}

/** A tool that came out of a packer: what it does with files and commands in the open would be called by its own name. */
function findHiddenTool(journal: Journal): Found[] {
  const fact = toolCalls.flatMap((name) => journal.facts(name)).find(isPacked)
  return fact === undefined ? [] : [{ sighting: sighting(capabilityRule.hiddenTool, fact.args[0]), fact }]
}

const toolCalls = [
  'move_uploaded_file',
  'unlink',
  'chmod',
  'fsockopen',
  'mail',
  'opendir',
  'scandir',
  'symlink',
  'posix_getpwuid',
  'shell_exec',
  'system',
  'passthru',
  'exec',
]

function isPacked(fact: CallFact): boolean {
  return fact.place.layer.some((name) => packers.has(name))
}
