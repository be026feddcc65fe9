import { foreignMethod, taintBits } from '../abstract.ts'
import type { Abstract, Trace } from '../abstract.ts'
import type { MethodCall, New, StaticCall } from '../ast.ts'
import { fillProperties } from './classValues.ts'
import { callbackMethods } from '../lists/callbacks.ts'
import { sourceMethods } from '../lists/sources.ts'
import { nameOf, peek } from './access.ts'
import { argumentValues } from './arguments.ts'
import { declareClass } from './declare.ts'
import { noteWord } from './guards.ts'
import { invoke } from './invoke.ts'
import type { CallSite, ClassInfo, Frame, Machine, ObjectState, Routine } from './machine.ts'
import { classNameOf, classNamed, makeObject, methodOf, objectState } from './objects.ts'
import { callReflected } from './reflection.ts'
import { tell } from './told.ts'
import { anything, factsOf, known, listOf, traced, unknownWith } from './values.ts'

interface MethodName {
  /** null when it is not known. */
  readonly name: string | null
  /** What computed it; null when it is written. */
  readonly from: Abstract | null
}

export function evaluateMethodCall(node: MethodCall, frame: Frame): Abstract {
  const owner = peek(node.base, frame)
  const { text, from } = nameOf(node.name, frame)
  if (from !== null && from.state === 'closure') {
    const args = argumentValues(node.args, frame)
    return frame.machine.parts.callValue(from, { frame, node, args, written: node.args, callee: from })
  }
  if (node.args[0]?.type === 'placeholder') return listOf([owner, known(text ?? '')])
  const args = argumentValues(node.args, frame)
  return callMethod(owner, { name: text, from }, { frame, node, args, written: node.args, callee: null })
}

export function callMethod(owner: Abstract, method: MethodName, site: CallSite): Abstract {
  const { machine } = site.frame
  const state = objectState(owner, machine)
  const named = { name: method.name?.toLowerCase() ?? null, from: method.from }
  if (named.name !== null) noteWord(machine, named.name)
  const routine = state === undefined ? undefined : routineOf(state, named.name, machine)
  if (routine !== undefined && state !== undefined) return invoke(routine, site, boundTo(owner, state))
  tellMethod(owner, named, site)
  const special =
    state === undefined || named.name === null ? undefined : callSpecial(owner, named.name, state, site)
  return special ?? resultOfMethod(owner, named, site)
}

function routineOf(state: ObjectState, name: string | null, machine: Machine): Routine | undefined {
  return state.info === null || name === null ? undefined : methodOf(state.info, name, machine)
}

function boundTo(self: Abstract, state: ObjectState): Parameters<typeof invoke>[2] {
  return { self, classInfo: state.info, captured: new Map() }
}

function tellMethod(owner: Abstract, method: MethodName, site: CallSite): void {
  const naming = method.from === null ? 'written' : 'computed'
  const callee = method.name === null ? method.from : owner
  tell(site.frame, site.node, { kind: 'method', name: method.name, naming, callee, args: site.args })
}

/** Properties that hold functions, `__call`, reflection and exceptions. */
function callSpecial(
  owner: Abstract,
  name: string,
  state: ObjectState,
  site: CallSite,
): Abstract | undefined {
  const { machine } = site.frame
  const caller = state.info === null ? undefined : methodOf(state.info, '__call', machine)
  if (caller !== undefined) {
    const args = [known(name), listOf(site.args)]
    return invoke(caller, { ...site, args, written: [] }, boundTo(owner, state))
  }
  return callReflected(state, name, site)
}

function resultOfMethod(owner: Abstract, method: MethodName, site: CallSite): Abstract {
  const taint = method.name === null ? undefined : sourceMethods.get(method.name)
  if (method.name !== null) runCallbackMethod(method.name, site)
  const facts = factsOf([
    owner,
    ...(method.name === null && method.from !== null ? [method.from] : []),
    ...site.args,
  ])
  if (owner.state === 'array' && method.name === 'current')
    return owner.entries.values().next().value ?? anything
  const passed = facts.taint & ~(taintBits.decoded | taintBits.hiddenText)
  if (taint === undefined) return unknownWith({ taint: passed, trace: throughMethod(facts.trace) })
  return unknownWith({ taint: passed | taint, trace: traced(facts.trace, method.name ?? '') })
}

/** `$db->sqliteCreateFunction('f', 'system')` and its like. */
function runCallbackMethod(name: string, site: CallSite): void {
  const taker = callbackMethods.get(name)
  const callee = taker === undefined ? undefined : site.args.at(taker.index)
  if (callee === undefined) return
  site.frame.machine.parts.callValue(callee, { ...site, args: [anything], written: [], callee })
}

export function evaluateStaticCall(node: StaticCall, frame: Frame): Abstract {
  const { name: className, from } = classNameOf(node.class, frame)
  const method = nameOf(node.name, frame)
  const args = argumentValues(node.args, frame)
  const site: CallSite = { frame, node, args, written: node.args, callee: null }
  if (className !== null && method.text !== null) {
    if (from !== null || method.from !== null)
      return callStatic(className, method.text, { ...site, callee: from ?? method.from })
    return callStatic(typeof node.class === 'string' ? node.class : className, method.text, site)
  }
  const callee = className === null ? from : method.from
  tell(frame, node, { kind: 'static-method', name: null, naming: 'computed', callee, args })
  return unknownWith(factsOf([...(callee === null ? [] : [callee]), ...args]))
}

export function callStatic(className: string, methodName: string, site: CallSite): Abstract {
  const { machine } = site.frame
  const info = classNamed(className, site.frame)
  const name = methodName.toLowerCase()
  const routine = info === null ? undefined : methodOf(info, name, machine)
  noteWord(machine, name)
  if (info !== null && routine !== undefined) return invokeStatic(info, routine, site)
  const caller = info === null ? undefined : methodOf(info, '__callstatic', machine)
  if (info !== null && caller !== undefined) {
    return invokeStatic(info, caller, { ...site, args: [known(methodName), listOf(site.args)], written: [] })
  }
  const full = `${className.replace(/^.*\\/, '').toLowerCase()}::${name}`
  const naming = site.callee === null ? 'written' : 'computed'
  tell(site.frame, site.node, {
    kind: 'static-method',
    name: full,
    naming,
    callee: site.callee,
    args: site.args,
  })
  if (full === 'closure::fromcallable') return site.args[0] ?? anything
  const { taint, trace } = factsOf(site.args)
  return unknownWith({ taint, trace: throughMethod(trace) })
}

/** A method that is not here may hand on what it is given, or look something up with it. */
function throughMethod(trace: Trace | null): Trace | null {
  return trace === null ? null : traced(trace, foreignMethod)
}

/** `parent::f()` and `self::f()` keep the object. */
function invokeStatic(info: ClassInfo, routine: Routine, site: CallSite): Abstract {
  return invoke(routine, site, { self: site.frame.self, classInfo: info, captured: new Map() })
}

export function evaluateNew(node: New, frame: Frame): Abstract {
  const target = node.class
  if (typeof target !== 'string' && target.kind === 'class') {
    return construct(declareClass(target, frame.source, frame.machine), node, frame)
  }
  const { name, from } = classNameOf(target, frame)
  const info =
    typeof target === 'string' ? classNamed(target, frame) : name === null ? null : classNamed(name, frame)
  if (info !== null) return construct(info, node, frame)
  const args = argumentValues(node.args, frame)
  const naming = from === null ? 'written' : 'computed'
  tell(frame, node, { kind: 'new', name, naming, callee: from, args })
  if (name === null) return unknownWith(factsOf([...(from === null ? [] : [from]), ...args]))
  return makeObject(frame.machine, { className: name, info: null, args, kind: 'single' })
}

function construct(info: ClassInfo, node: New, frame: Frame): Abstract {
  const args = argumentValues(node.args, frame)
  return createObject(info, { frame, node, args, written: node.args, callee: null })
}

/** Objects whose destructors run at the end; more are as good as these. */
const destructedMax = 64

/** An object of a class of the content, constructed. */
function createObject(info: ClassInfo, site: CallSite): Abstract {
  const { frame } = site
  const { machine } = frame
  const object = makeObject(machine, { className: info.name, info, args: site.args, kind: 'single' })
  fillProperties(object, info, frame)
  const constructor = methodOf(info, '__construct', machine) ?? info.methods.get(info.name)
  const state = objectState(object, machine)
  if (constructor !== undefined && state !== undefined) invoke(constructor, site, boundTo(object, state))
  const destructor = methodOf(info, '__destruct', machine)
  if (destructor !== undefined && state !== undefined && machine.atEnd.length < destructedMax) {
    machine.atEnd.push(() => {
      invoke(destructor, { ...site, args: [], written: [] }, boundTo(object, state))
    })
  }
  return object
}
