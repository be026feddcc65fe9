import { newCell } from './cell.ts'
import type { Cell } from './cell.ts'
import type { Abstract } from '../abstract.ts'
import type { Closure } from '../ast.ts'
import { newRoutine } from './declare.ts'
import type { Frame, Machine, Routine } from './machine.ts'
import { variableCell } from './variables.ts'

/** A closure with the variables it brings along; a written `use` copies, a reference shares. */
export function evaluateClosure(node: Closure, frame: Frame): Abstract {
  const { machine } = frame
  const captured = node.isArrow ? shared(frame) : used(node, frame)
  const id = machine.nextId
  machine.nextId += 1
  const self = node.isStatic ? null : frame.self
  machine.closures.set(id, { routine: routineOf(node, frame, machine), captured, self })
  return { state: 'closure', closure: node, id, taint: 0, trace: null }
}

function used(node: Closure, frame: Frame): ReadonlyMap<string, Cell> {
  const captured = new Map<string, Cell>()
  for (const { name, byRef } of node.uses) {
    const cell = variableCell(name, frame.machine, frame.scope)
    captured.set(name, byRef ? cell : newCell(cell.value))
  }
  return captured
}

/** An arrow function sees what is around it. */
function shared(frame: Frame): ReadonlyMap<string, Cell> {
  return new Map([...frame.scope.cells].map(([name, cell]) => [name, newCell(cell.value)] as const))
}

/** One routine for each closure that is written, however often it is made. */
function routineOf(node: Closure, frame: Frame, machine: Machine): Routine {
  const old = machine.closureRoutines.get(node)
  if (old !== undefined) return old
  const { source, classInfo, within } = frame
  const made = newRoutine(machine, { like: node, span: node, source, within, classInfo })
  machine.closureRoutines.set(node, made)
  return made
}
