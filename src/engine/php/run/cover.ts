import { phpUncalledTurnsMax } from '../../../domain/engineLimits.ts'
import type { Abstract } from '../abstract.ts'
import { branch } from './branches.ts'
import { fillProperties } from './classValues.ts'
import { invoke } from './invoke.ts'
import type { CallSite, ClassInfo, Frame, Machine, Routine } from './machine.ts'
import { makeObject, methodOf, objectState } from './objects.ts'
import { anything } from './values.ts'

/**
 * Runs every function that nothing called, with arguments of which nothing is known: a framework may call it. Those that
 * name what malware needs come first, so that a budget that ends here has cost the least.
 */
export function coverUncalled(frame: Frame): void {
  const { machine } = frame
  const objects = new Map<ClassInfo, Abstract>()
  // Running one may make others known: closures, and functions inside functions.
  for (let round = 0; round < roundsMax; round += 1) {
    const waiting = [...machine.routines].filter(
      (routine) => routine.runs === 0 && routine.like.body !== null,
    )
    if (waiting.length === 0) return
    for (const routine of byUrgency(waiting)) {
      if (routine.runs === 0) runUncalled(routine, objects, frame)
    }
  }
}

/** Functions inside functions inside functions. */
const roundsMax = 4

const urgentWords = [
  'eval',
  'assert',
  'base64',
  '$_',
  'system',
  'exec',
  'create_function',
  'php://',
  '](',
  '$$',
]

function byUrgency(routines: readonly Routine[]): Routine[] {
  const ranked = routines.map((routine) => ({ routine, rank: isUrgent(routine) ? 0 : 1 }))
  return ranked.sort((a, b) => a.rank - b.rank).map(({ routine }) => routine)
}

function isUrgent(routine: Routine): boolean {
  const text = routine.source.text.slice(routine.span.start, routine.span.end)
  return urgentWords.some((word) => text.includes(word))
}

function runUncalled(routine: Routine, objects: Map<ClassInfo, Abstract>, frame: Frame): void {
  const { machine } = frame
  machine.turnsLeft = phpUncalledTurnsMax
  const { classInfo } = routine
  const self = classInfo === null ? null : objectFor(classInfo, objects, frame)
  const args = routine.like.parameters.map((parameter) => (parameter.variadic ? anything : anything))
  const site: CallSite = { frame, node: routine.span, args, written: [], callee: null }
  const captured = capturedBy(routine, machine)
  branchless(machine, () => invoke(routine, site, { self, classInfo, captured }))
  routine.runs += 1
}

function capturedBy(routine: Routine, machine: Machine): Parameters<typeof invoke>[2]['captured'] {
  for (const closure of machine.closures.values()) if (closure.routine === routine) return closure.captured
  return new Map()
}

/** What one of them writes to the program's variables says nothing of what the next one finds there. */
function branchless(machine: Machine, body: () => void): void {
  branch(machine, body)
}

/** One object stands for all of the class: whatever a method wrote to a property may be there when another one runs. */
function objectFor(info: ClassInfo, objects: Map<ClassInfo, Abstract>, frame: Frame): Abstract {
  const old = objects.get(info)
  if (old !== undefined) return old
  const { machine } = frame
  const made = makeObject(machine, { className: info.name, info, args: [], kind: 'joined' })
  objects.set(info, made)
  fillProperties(made, info, frame)
  const state = objectState(made, machine)
  const constructor = methodOf(info, '__construct', machine)
  if (constructor !== undefined && state !== undefined) {
    const args = constructor.like.parameters.map(() => anything)
    invoke(
      constructor,
      { frame, node: constructor.span, args, written: [], callee: null },
      { self: made, classInfo: info, captured: new Map() },
    )
  }
  return made
}
