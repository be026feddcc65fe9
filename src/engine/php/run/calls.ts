import { knownString, taintBits } from '../abstract.ts'
import type { Abstract } from '../abstract.ts'
import type { Argument, Call } from '../ast.ts'
import type { ArrayKey, Meter, PhpValue } from '../value.ts'
import { unknown } from '../value.ts'
import { pureFunctions } from '../builtins/pureFunctions.ts'
import { decoders } from '../lists/decoders.ts'
import { guardWords } from '../lists/guards.ts'
import { outputArguments } from '../lists/outputs.ts'
import { resultTaint } from '../lists/resultTaint.ts'
import { letteredCell, peek } from './access.ts'
import { callbackTakers } from '../lists/callbacks.ts'
import { argumentValues } from './arguments.ts'
import { runCallback } from './callback.ts'
import { asCallee } from './chosen.ts'
import { noteWord } from './guards.ts'
import { invoke, unbound } from './invoke.ts'
import type { CallSite, Frame } from './machine.ts'
import { callMethod, callStatic } from './methods.ts'
import { nameCharsMax, plainName } from './names.ts'
import { natives } from './natives/natives.ts'
import { assign } from './places.ts'
import { spread } from './spread.ts'
import { tell } from './told.ts'
import { anything, factsOf, fromPhp, known, toPhp, traced, unknownWith } from './values.ts'
import type { Facts } from './values.ts'

export function evaluateCall(node: Call, frame: Frame): Abstract {
  if (node.args[0]?.type === 'placeholder') return firstClass(node, frame)
  if (typeof node.callee === 'string') {
    const length = lengthOfLetters(node, frame)
    if (length !== undefined) return length
    const borrows =
      pureFunctions.has(plainName(node.callee)) && !frame.machine.functions.has(plainName(node.callee))
    const args = borrows ? borrowed(node.args, frame) : argumentValues(node.args, frame)
    return callNamed(importedName(node.callee, frame), {
      frame,
      node,
      args,
      written: node.args,
      callee: null,
    })
  }
  const callee = frame.machine.parts.evaluate(node.callee, frame)
  const args = argumentValues(node.args, frame)
  return callValue(callee, { frame, node, args, written: node.args, callee })
}

/** `use function system as harmless;` is another name for a call that is written with it. */
function importedName(name: string, frame: Frame): string {
  return frame.machine.imported.get(name.toLowerCase()) ?? name
}

/** `strlen($text)` of a text that a loop is just changing letter by letter: asked for in every turn. */
function lengthOfLetters(node: Call, frame: Frame): Abstract | undefined {
  const [first] = node.args
  if (node.callee !== 'strlen' || first === undefined) return undefined
  const length = letteredCell(first.value, frame)?.letterCount
  return length === undefined ? undefined : known(length)
}

/** `f(...)` is the function itself. */
function firstClass(node: Call, frame: Frame): Abstract {
  return typeof node.callee === 'string'
    ? known(node.callee)
    : frame.machine.parts.evaluate(node.callee, frame)
}

/** Pure functions keep nothing of what they are given, so an array stays its owner's. */
function borrowed(args: readonly Argument[], frame: Frame): readonly Abstract[] {
  return args.flatMap((argument) => {
    const value = peek(argument.value, frame)
    return argument.type === 'spread' ? spread(value) : [value]
  })
}

/** A function by its name, however the name came about. */
export function callNamed(name: string, site: CallSite): Abstract {
  const { machine } = site.frame
  if (name.length > nameCharsMax) return unknownWith(factsOf(site.args))
  const colons = name.indexOf('::')
  if (colons !== -1) return callStatic(name.slice(0, colons), name.slice(colons + 2), site)
  const plain = plainName(name)
  const routine = machine.functions.get(plain)
  if (routine === undefined || !frameworkRights.has(plain)) noteWord(machine, plain)
  if (routine !== undefined) return invoke(routine, site, unbound)
  tellCall(plain, site)
  requireRight(plain, site.frame)
  return natives.get(plain)?.(site) ?? runCallback(plain, site) ?? builtin(plain, site)
}

/** Rights that come with a framework: a file that has a function of that name itself only pretends to ask for one. */
const frameworkRights: ReadonlySet<string> = new Set([
  'current_user_can',
  'user_can',
  'is_super_admin',
  'check_admin_referer',
  'check_ajax_referer',
  'wp_verify_nonce',
  'require_capability',
  'is_siteadmin',
])

function tellCall(name: string, site: CallSite): void {
  const naming = site.callee === null ? 'written' : 'computed'
  const taker = callbackTakers.get(name)
  const args = taker === undefined ? site.args : withCallee(site.args, taker.index)
  tell(site.frame, site.node, { kind: 'function', name, naming, callee: site.callee, args })
}

function withCallee(args: readonly Abstract[], index: number): readonly Abstract[] {
  const place = index < 0 ? args.length + index : index
  return args.map((value, at) => (at === place ? asCallee(value) : value))
}

/** Functions that end the program for whoever has no right; what follows is behind a guard. */
const requiring = new Set([
  'check_admin_referer',
  'check_ajax_referer',
  'require_capability',
  'require_login',
  'require_admin',
])

function requireRight(name: string, frame: Frame): void {
  const guard = requiring.has(name) ? guardWords.get(name) : undefined
  if (guard !== undefined && !frame.guards.includes(guard)) frame.guards = [...frame.guards, guard]
}

/** What a value runs when it is called. */
export function callValue(callee: Abstract, site: CallSite): Abstract {
  switch (callee.state) {
    case 'known':
      return callText(callee, site)
    case 'array':
      return callPair(callee.entries, callee, site)
    case 'closure':
      return callClosure(callee.id, site)
    case 'object':
      return callMethod(callee, { name: '__invoke', from: null }, site)
    case 'unknown':
      return callUnknown(callee, site)
  }
}

function callText(callee: Abstract, site: CallSite): Abstract {
  const name = knownString(callee)
  return name === undefined || name === '' ? callUnknown(callee, site) : callNamed(name, { ...site, callee })
}

/** `[object, 'method']` and `['class', 'method']`. */
function callPair(entries: ReadonlyMap<ArrayKey, Abstract>, callee: Abstract, site: CallSite): Abstract {
  const owner = entries.get(0)
  const method = entries.get(1)
  const name = method === undefined ? undefined : knownString(method)
  if (owner === undefined || method === undefined || name === undefined)
    return callUnknown(unknownWith(callee), site)
  const className = owner.state === 'known' ? knownString(owner) : undefined
  if (className !== undefined) return callStatic(className, name, site)
  return callMethod(owner, { name, from: method }, site)
}

function callClosure(id: number, site: CallSite): Abstract {
  const closure = site.frame.machine.closures.get(id)
  if (closure === undefined) return anything
  const { routine, captured, self } = closure
  return invoke(routine, site, { self, classInfo: routine.classInfo, captured })
}

function callUnknown(named: Abstract, site: CallSite): Abstract {
  const callee = asCallee(named)
  tell(site.frame, site.node, { kind: 'function', name: null, naming: 'computed', callee, args: site.args })
  return unknownWith(factsOf([callee, ...site.args]))
}

/** A function that the content does not define: computed when all is known, else only where the result comes from. */
function builtin(name: string, site: CallSite): Abstract {
  const { meter } = site.frame.machine
  const facts = resultFacts(name, site)
  const computed = compute(name, site.args, meter)
  writeOutputs(name, site)
  if (computed === undefined) return unknownWith(facts)
  return fromPhp(computed, madeFacts(computed, site.args, facts), meter)
}

function compute(name: string, args: readonly Abstract[], meter: Meter): PhpValue | undefined {
  const pure = pureFunctions.get(name)
  if (pure === undefined) return undefined
  const values: PhpValue[] = []
  for (const argument of args) {
    const value = toPhp(argument, meter)
    if (value === undefined) return undefined
    values.push(value)
  }
  const result = pure(values, meter)
  if (result === unknown) return undefined
  if (decodes.has(name) && typeof result === 'string') meter.decode(result.length)
  return result
}

const decodes = new Set([
  'gzinflate',
  'gzuncompress',
  'gzdecode',
  'zlib_decode',
  'bzdecompress',
  'base64_decode',
])

function resultFacts(name: string, site: CallSite): Facts {
  const taint = resultTaint(name, site.args) & ~(isReader(name) ? 0 : concealed)
  const { trace } = factsOf(site.args)
  return { taint, trace: taint === 0 && trace === null ? null : traced(trace, name) }
}

const concealed = taintBits.decoded | taintBits.hiddenText

/** A function that nobody knows may give back anything; that it was hidden is only true of what our own functions made. */
function isReader(name: string): boolean {
  return pureFunctions.has(name) || decoders.has(name)
}

/** A text that is none of the arguments was made here. */
function madeFacts(result: PhpValue, args: readonly Abstract[], facts: Facts): Facts {
  if (typeof result !== 'string') return facts
  const isSame = args.some((value) => value.state === 'known' && value.value === result)
  if (isSame) return facts
  const single = result.length === 1 ? taintBits.hiddenText : 0
  const trace = traced(factsOf(args).trace, facts.trace?.word ?? 'f')
  return { taint: facts.taint | taintBits.decoded | single, trace }
}

/** `preg_match($p, $s, $matches)`: what is written there comes from the other arguments. */
function writeOutputs(name: string, site: CallSite): void {
  for (const place of outputArguments.get(name) ?? []) {
    const target = site.written[place]
    if (target?.type !== 'plain') continue
    const others = site.args.filter((_, index) => index !== place)
    assign(target.value, unknownWith(factsOf(others)), site.frame)
  }
}
