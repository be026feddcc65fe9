import { phpUncalledTurnsMax } from '../../../domain/engineLimits.ts'
import { taintBits } from '../abstract.ts'
import type { Abstract } from '../abstract.ts'
import { branch, write } from './branches.ts'
import type { Cell } from './cell.ts'
import { fillProperties } from './classValues.ts'
import { invoke, invokeUncalled } from './invoke.ts'
import { join } from './join.ts'
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
  const args = routine.like.parameters.map(() => anything)
  const site: CallSite = { frame, node: routine.span, args, written: [], callee: null }
  const captured = capturedBy(routine, machine)
  // What it writes to the program's variables says nothing of what the next one finds there.
  const way = branch(machine, () => {
    invokeUncalled(routine, site, { self, classInfo, captured })
  })
  if (classInfo !== null) keepProperties(way.changes, classInfo, self, machine)
}

/** What it writes to its object does: another method may find it there. Those that ran before run once more. */
function keepProperties(
  changes: ReadonlyMap<Cell, Abstract>,
  info: ClassInfo,
  self: Abstract | null,
  machine: Machine,
): void {
  const cells = [...(objectState(self, machine)?.properties.values() ?? []), ...info.statics.values()]
  let brings = false
  for (const cell of cells) {
    const value = changes.get(cell)
    if (value === undefined) continue
    const joined = join(cell.value, value)
    brings ||= (joined.taint & ~cell.value.taint) !== 0
    write(machine, cell, joined)
  }
  if (!brings) return
  for (const method of info.methods.values()) {
    method.answers.clear()
    if (method.again === 'allowed') method.runs = 0
    method.again = 'done'
  }
}

function capturedBy(routine: Routine, machine: Machine): Parameters<typeof invoke>[2]['captured'] {
  for (const closure of machine.closures.values()) if (closure.routine === routine) return closure.captured
  return new Map()
}

/** One object stands for all of the class: whatever a method wrote to a property may be there when another one runs. */
function objectFor(info: ClassInfo, objects: Map<ClassInfo, Abstract>, frame: Frame): Abstract {
  const old = objects.get(info)
  if (old !== undefined) return old
  const { machine } = frame
  const made = makeObject(machine, { className: info.name, info, args: [], kind: 'joined' })
  objects.set(info, made)
  fillProperties(made, info, frame)
  revive(made, machine)
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

/** What the sender of a request unserializes may be this object, with properties of their choice. */
function revive(object: Abstract, machine: Machine): void {
  const state = objectState(object, machine)
  if (machine.revived === 0 || state === undefined) return
  const taint = machine.revived | taintBits.hidden
  const chosen: Abstract = { state: 'unknown', taint, trace: { word: 'unserialize', before: null } }
  for (const cell of state.properties.values()) cell.value = join(cell.value, chosen)
}
