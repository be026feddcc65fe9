import { newCell } from './cell.ts'
import type { Cell } from './cell.ts'
import type { Abstract } from '../abstract.ts'
import { sourceVariables } from '../lists/sources.ts'
import type { Machine, Scope } from './machine.ts'
import { unknownWith, unset } from './values.ts'

/** The variable as it is, without making one. */
export function readVariable(name: string, machine: Machine, scope: Scope): Abstract {
  const cell = superglobalCell(name, machine) ?? scope.cells.get(name)
  return cell === undefined ? scope.missing : cell.value
}

/** The cell of a variable, made when there is none. */
export function variableCell(name: string, machine: Machine, scope: Scope): Cell {
  return superglobalCell(name, machine) ?? scopeCell(name, scope)
}

function scopeCell(name: string, scope: Scope): Cell {
  let cell = scope.cells.get(name)
  if (cell === undefined) scope.cells.set(name, (cell = newCell(scope.missing)))
  return cell
}

/** A variable that is the same everywhere; undefined for others. */
function superglobalCell(name: string, machine: Machine): Cell | undefined {
  const taint = sourceVariables.get(name)
  if (taint === undefined || !isSuperglobal(name)) return undefined
  let cell = machine.superglobals.get(name)
  if (cell === undefined) {
    const trace = { word: `$${name}[...]`, before: null }
    machine.superglobals.set(name, (cell = newCell(unknownWith({ taint, trace }))))
  }
  return cell
}

/** `$argv` and what old PHP called its variables are ordinary ones in functions, and hold the same there for us. */
function isSuperglobal(name: string): boolean {
  return name.startsWith('_') || name.startsWith('HTTP_')
}

export function newScope(missing: Abstract = unset): Scope {
  return { cells: new Map(), missing }
}
