import { taintBits } from '../abstract.ts'
import type { Abstract } from '../abstract.ts'
import type { CallFact } from '../callFact.ts'
import { callbackMethods, callbackTakers, optionCallbacks } from '../lists/callbacks.ts'
import { decoders } from '../lists/decoders.ts'
import { codeSinks, runsText } from '../lists/sinks.ts'
import { sourceFunctions } from '../lists/sources.ts'
import { streamReaders } from '../lists/streams.ts'
import { fileMovers, fileWriters } from '../lists/writes.ts'
import { taintRule } from './taintRule.ts'
import {
  carries,
  isChosen,
  isConcealed,
  isGuarded,
  isMadeOfBits,
  isOfRequest,
  passed,
  requestTaint,
  sighting,
  taintOfAll,
  textOf,
} from './values.ts'
import type { Sighting } from './values.ts'

const concealed = taintBits.decoded | taintBits.hiddenText

/** Calls whose function, class, method or callback is not written where it is called. */
export function watchCalls(fact: CallFact): Sighting[] {
  if (fact.kind === 'function') return [...watchComputed(fact), ...watchCallback(fact)]
  if (fact.kind === 'new') return watchNew(fact)
  const isMethod = fact.kind === 'method' || fact.kind === 'static-method'
  return isMethod ? [...watchMethod(fact), ...watchCallbackMethod(fact)] : []
}

function watchComputed(fact: CallFact): Sighting[] {
  if (fact.naming === 'written' || fact.callee === null) return []
  const rule = fact.name === null ? openCallRule(fact, fact.callee) : knownCallRule(fact.name, fact.callee)
  return rule === null ? [] : [sighting(rule, fact.callee)]
}

function openCallRule(fact: CallFact, callee: Abstract): number | null {
  const brings = (taintOfAll(fact.args) & requestTaint) !== 0
  if (isOfRequest(callee)) return isChosen(callee) ? chosenCallRule(fact, brings) : null
  if (!isConcealed(callee) && fact.args.some(isHiddenWord)) return taintRule.callDecoded
  if (!isConcealed(callee) || passed(callee, (word) => structures.has(word))) {
    return isConcealed(callee) || carries(callee, taintBits.remote) ? taintRule.maybeCallDecoded : null
  }
  return brings ? taintRule.callDecodedOfRequest : taintRule.callDecoded
}

/** A text that was made of the bits of others: whoever hides the argument hides the function. */
function isHiddenWord(value: Abstract): boolean {
  return value.state === 'known' && typeof value.value === 'string' && isMadeOfBits(value)
}

/** Jobs and caches keep callbacks in packed data. */
const structures = new Set(['unserialize', 'maybe_unserialize', 'json_decode', 'igbinary_unserialize'])

function chosenCallRule(fact: CallFact, brings: boolean): number {
  return brings && !isGuarded(fact) ? taintRule.callOfRequest : taintRule.maybeCallOfRequest
}

function knownCallRule(name: string, callee: Abstract): number | null {
  if (!carries(callee, concealed)) return null
  if (runsText(name)) return taintRule.callObfuscated
  if (!isTool(name)) return null
  const isHidden = carries(callee, taintBits.hiddenText) || isConcealed(callee)
  return isHidden ? taintRule.toolObfuscated : taintRule.maybeCallObfuscated
}

/** What a dropper needs besides running code. */
function isTool(name: string): boolean {
  return (
    decoders.has(name) ||
    fileWriters.has(name) ||
    fileMovers.has(name) ||
    streamReaders.has(name) ||
    sourceFunctions.has(name) ||
    callbackTakers.has(name)
  )
}

function watchCallback(fact: CallFact): Sighting[] {
  if (fact.name === null) return []
  const option = optionCallbacks.get(fact.name)
  if (option !== undefined) return watchOption(fact, fact.args[option])
  const taker = callbackTakers.get(fact.name)
  const callback = taker === undefined ? undefined : fact.args.at(taker.index)
  if (callback === undefined) return []
  return callbackSighting(fact, callback)
}

function watchCallbackMethod(fact: CallFact): Sighting[] {
  if (fact.name === null) return []
  const taker = callbackMethods.get(fact.name.slice(fact.name.lastIndexOf(':') + 1))
  const callback = taker === undefined ? undefined : fact.args.at(taker.index)
  if (callback === undefined) return []
  if (isChosen(callback)) return [sighting(taintRule.callbackOfRequest, callback)]
  return isRunner(callback) ? [sighting(taintRule.callbackRunsRequest, callback)] : []
}

/** `filter_var($x, FILTER_CALLBACK, ['options' => 'assert'])`. */
function watchOption(fact: CallFact, options: Abstract | undefined): Sighting[] {
  if (options?.state !== 'array') return []
  const callback = options.entries.get('options')
  return callback === undefined ? [] : callbackSighting(fact, callback)
}

function callbackSighting(fact: CallFact, callback: Abstract): Sighting[] {
  const rest = fact.args.filter((value) => value !== callback)
  const brings = (taintOfAll(rest) & requestTaint) !== 0
  const named = methodOf(callback)
  const rule = isChosen(named) ? openCallbackRule(fact, brings) : knownCallbackRule(fact, callback, brings)
  return rule === null
    ? []
    : [sighting(rule, brings && isRunner(callback) ? rest.find(isOfRequest) : callback)]
}

/** What names the function: of a pair, the method. */
function methodOf(callback: Abstract): Abstract {
  return callback.state === 'array' ? (callback.entries.get(1) ?? callback) : callback
}

function openCallbackRule(fact: CallFact, brings: boolean): number {
  return brings && !isGuarded(fact) ? taintRule.callbackOfRequest : taintRule.maybeCallback
}

function knownCallbackRule(fact: CallFact, callback: Abstract, brings: boolean): number | null {
  if (!isRunner(callback)) return null
  if (brings && !isGuarded(fact)) return taintRule.callbackRunsRequest
  if (carries(callback, concealed)) return taintRule.callbackObfuscated
  if (fact.name === 'ob_start') return taintRule.outputRunner
  return codeSinks.has(textOf(callback)?.toLowerCase() ?? '') ? textCallbackRule(fact) : null
}

function textCallbackRule(fact: CallFact): number {
  const isInClass = fact.place.within?.includes('::') ?? false
  return isInClass ? taintRule.maybeCallback : taintRule.callbackRunsText
}

function isRunner(callback: Abstract): boolean {
  const name = textOf(callback)
  return name !== undefined && runsText(name.toLowerCase())
}

function watchNew(fact: CallFact): Sighting[] {
  const target = fact.args[0]
  if (fact.name !== 'reflectionfunction' || target === undefined) return []
  if (isOfRequest(target)) return [sighting(taintRule.callbackOfRequest, target)]
  return isRunner(target) ? [sighting(knownReflection(target), target)] : []
}

function knownReflection(target: Abstract): number {
  return carries(target, concealed) ? taintRule.callbackObfuscated : taintRule.maybeCallback
}

function watchMethod(fact: CallFact): Sighting[] {
  if (fact.callee === null) return []
  const brings = (taintOfAll(fact.args) & requestTaint) !== 0
  const chosen = fact.naming === 'computed' && fact.name === null && isOfRequest(fact.callee)
  return brings && chosen ? [sighting(taintRule.maybeMethod, fact.callee)] : []
}
