import { newCell } from './cell.ts'
import type { Cell } from './cell.ts'
import {
  phpCallDepthMax,
  phpClosedStepsMax,
  phpOpenStepsMax,
  phpRoutineRunsMax,
} from '../../../domain/engineLimits.ts'
import type { Abstract } from '../abstract.ts'
import type { Parameter } from '../ast.ts'
import type { ArrayKey } from '../value.ts'
import { join } from './join.ts'
import type { CallSite, ClassInfo, Frame, Machine, Routine, Scope } from './machine.ts'
import { assign } from './places.ts'
import { anything, factsOf, known, listOf, unknownWith, unset } from './values.ts'
import { newScope } from './variables.ts'

/** Around a call of a routine: the object, the class `static` means, what a closure captured. */
export interface Binding {
  readonly self: Abstract | null
  readonly classInfo: ClassInfo | null
  readonly captured: ReadonlyMap<string, Cell>
}

export const unbound: Binding = { self: null, classInfo: null, captured: new Map() }

/** Runs a function of the content. What is too deep or was run too often gives back what its arguments bring. */
export function invoke(routine: Routine, site: CallSite, binding: Binding): Abstract {
  const { machine } = site.frame
  const print = printOf(site, binding)
  const answer = print === null ? undefined : routine.answers.get(print)
  if (answer !== undefined) return answer
  if (!mayRun(routine, site, print)) return unknownWith(factsOf(site.args))
  const before = machine.steps
  const open = machine.openSteps
  const result = run(routine, site, binding)
  if (print !== null) {
    routine.answers.set(print, result)
    machine.openSteps = open + machine.steps - before
  }
  return result
}

/** Runs a function that nothing calls: what calls of it cost others does not matter. */
export function invokeUncalled(routine: Routine, site: CallSite, binding: Binding): void {
  run(routine, site, binding)
}

/**
 * What is known of the arguments; null when all is, and running it may decode something. A call of which nothing is known
 * is run once for each print: everything it does was seen then.
 */
function printOf(site: CallSite, binding: Binding): string | null {
  const isMain = site.frame.machine.turnsLeft === Infinity
  if (site.args.length === 0 ? isMain : site.args.every((value) => isClosed(value))) return null
  const self = binding.self?.state === 'object' ? binding.self.id : ''
  return `${self}|${site.args.map((value) => wordOf(value, 0)).join('|')}`
}

/** True when the value is known, with the elements that are looked at. */
function isClosed(value: Abstract): boolean {
  if (value.state !== 'array') return value.state === 'known'
  let left = printElementsMax
  for (const entry of value.entries.values()) {
    if (entry.state !== 'known') return false
    left -= 1
    if (left === 0) break
  }
  return true
}

/** Enough of a value to tell arguments apart. */
const printCharsMax = 64
const printElementsMax = 16

function wordOf(value: Abstract, depth: number): string {
  switch (value.state) {
    case 'known':
      return `k${value.taint}${String(value.value).slice(0, printCharsMax)}`
    case 'object':
    case 'closure':
      return `${value.state}${value.id}`
    case 'unknown':
      return `u${value.taint}`
    case 'array':
      return depth > 1 ? `a${value.taint}` : elementWords(value.entries, depth)
  }
}

function elementWords(entries: ReadonlyMap<ArrayKey, Abstract>, depth: number): string {
  const words: string[] = []
  for (const [key, entry] of entries) {
    if (words.length === printElementsMax) break
    words.push(`${key}=${wordOf(entry, depth + 1)}`)
  }
  return `[${entries.size}:${words.join(',')}]`
}

function mayRun(routine: Routine, site: CallSite, print: string | null): boolean {
  const { machine, depth } = site.frame
  if (routine.like.body === null || depth >= phpCallDepthMax) return false
  if (print === null) return machine.steps < phpClosedStepsMax
  return machine.openSteps < phpOpenStepsMax && routine.answers.size < phpRoutineRunsMax
}

function run(routine: Routine, site: CallSite, binding: Binding): Abstract {
  const frame = enter(routine, site, binding)
  const { body } = routine.like
  if (body !== null) frame.machine.parts.executeAll(body.body, frame)
  giveBack(routine, site, frame)
  if (frame.yields.length > 0) return listOf(frame.yields)
  return frame.returned ?? known(null)
}

/** A frame for the routine with its parameters in place. */
function enter(routine: Routine, site: CallSite, binding: Binding): Frame {
  const { machine } = site.frame
  routine.runs += 1
  const scope = newScope()
  for (const [name, cell] of binding.captured) scope.cells.set(name, cell)
  const frame: Frame = {
    machine,
    source: routine.source,
    scope,
    within: routine.within,
    self: routine.like.isStatic ? null : binding.self,
    classInfo: routine.classInfo ?? binding.classInfo,
    args: site.args,
    statics: staticsOf(machine, routine),
    guards: site.frame.guards,
    returned: null,
    yields: [],
    pending: [],
    statement: routine.span,
    depth: site.frame.depth + 1,
  }
  bindParameters(routine, site, frame)
  return frame
}

function staticsOf(machine: Machine, routine: Routine): Map<string, Cell> {
  let statics = machine.statics.get(routine.like)
  if (statics === undefined) machine.statics.set(routine.like, (statics = new Map<string, Cell>()))
  return statics
}

function bindParameters(routine: Routine, site: CallSite, frame: Frame): void {
  for (const [index, parameter] of routine.like.parameters.entries()) {
    const value = argumentFor(parameter, index, site) ?? defaultOf(parameter, frame)
    frame.scope.cells.set(parameter.name, newCell(value))
    if (parameter.promoted) promote(parameter.name, value, frame)
    if (parameter.variadic) return
  }
}

function argumentFor(parameter: Parameter, index: number, site: CallSite): Abstract | undefined {
  if (parameter.variadic) return listOf(site.args.slice(index))
  const named = site.written.findIndex((argument) => argument.name === parameter.name)
  if (named !== -1) return site.args[named]
  return (site.written[index]?.name ?? null) === null ? site.args[index] : undefined
}

function defaultOf(parameter: Parameter, frame: Frame): Abstract {
  if (parameter.value === null) return anything
  return frame.machine.parts.evaluate(parameter.value, frame)
}

function promote(name: string, value: Abstract, frame: Frame): void {
  if (frame.self?.state !== 'object') return
  const state = frame.machine.objects.get(frame.self.id)
  const old = state?.properties.get(name)
  if (state === undefined) return
  state.properties.set(
    name,
    newCell(old !== undefined && state.kind === 'joined' ? join(old.value, value) : value),
  )
}

/** What the function wrote to its parameters by reference goes back to what was passed. */
function giveBack(routine: Routine, site: CallSite, frame: Frame): void {
  for (const [index, parameter] of routine.like.parameters.entries()) {
    const argument = site.written[index]
    if (!parameter.byRef || parameter.variadic || argument?.type !== 'plain') continue
    assign(argument.value, valueIn(frame.scope, parameter.name), site.frame)
  }
}

function valueIn(scope: Scope, name: string): Abstract {
  return scope.cells.get(name)?.value ?? unset
}
