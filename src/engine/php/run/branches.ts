import type { Cell } from './cell.ts'
import type { Abstract } from '../abstract.ts'
import type { Span } from '../../span.ts'
import { join } from './join.ts'
import type { Frame, Machine } from './machine.ts'

/** What one way through the program wrote, and how it ended. */
export interface Branch<Result> {
  readonly result: Result
  readonly changes: ReadonlyMap<Cell, Abstract>
}

/** The only way to write a cell, so that a branch can be taken back. */
export function write(machine: Machine, cell: Cell, value: Abstract): void {
  const old = cell.value
  if (machine.trail !== null && !machine.trail.has(cell)) machine.trail.set(cell, old)
  if (machine.trail === machine.loopTrail && isGrown(old, value)) machine.idleTurns = 0
  if (old.state !== 'unknown' || value.state !== 'unknown' || old.taint !== value.taint) machine.changes += 1
  cell.value = value
  cell.isGrowing = false
}

/** True for a text or an array that has become longer. */
function isGrown(old: Abstract, value: Abstract): boolean {
  if (value.state === 'array') return old.state === 'array' && value.entries.size > old.entries.size
  if (value.state !== 'known' || typeof value.value !== 'string') return false
  return old.state === 'known' && typeof old.value === 'string' && old.value.length < value.value.length
}

/** Replaces one character of a known text in place; false when that cannot be done. */
export function writeLetter(machine: Machine, cell: Cell, index: number, code: number): boolean {
  if (machine.trail !== null && !machine.trail.has(cell)) machine.trail.set(cell, cell.value)
  if (!cell.setLetter(index, code, machine.meter)) return false
  machine.idleTurns = 0
  machine.changes += 1
  return true
}

/** Runs one of several ways. Afterwards every cell is as it was before. */
export function branch<Result>(machine: Machine, body: () => Result): Branch<Result> {
  const outer = machine.trail
  const trail = new Map<Cell, Abstract>()
  machine.trail = trail
  machine.owned = null
  const result = body()
  machine.trail = outer
  machine.owned = null
  const changes = new Map<Cell, Abstract>()
  for (const [cell, old] of trail) {
    changes.set(cell, cell.value)
    cell.value = old
    cell.isGrowing = false
  }
  return { result, changes }
}

/** Takes over what a branch wrote as if there had been no other way. */
function take(machine: Machine, changes: ReadonlyMap<Cell, Abstract>): void {
  for (const [cell, value] of changes) write(machine, cell, value)
}

/** What holds after any one of several ways; a cell that a way did not write keeps its value there. */
export function merge(machine: Machine, ways: readonly ReadonlyMap<Cell, Abstract>[]): void {
  const [first, ...others] = ways
  if (first === undefined) return
  if (others.length === 0) {
    take(machine, first)
    return
  }
  const cells = new Set(ways.flatMap((way) => [...way.keys()]))
  for (const cell of cells) {
    const joined = others.reduce(
      (value, way) => join(value, way.get(cell) ?? cell.value),
      first.get(cell) ?? cell.value,
    )
    write(machine, cell, joined)
  }
}

export const untouched: ReadonlyMap<Cell, Abstract> = new Map()

/**
 * Visits code that is not reached as far as is known, once, for what it would do: a condition that an attacker made false
 * for us hides nothing.
 */
export function visitDead(frame: Frame, node: Span, body: () => void): void {
  const { machine } = frame
  if (machine.visited.has(node)) return
  machine.visited.add(node)
  const { returned, guards, statement } = frame
  const { thrown } = machine
  branch(machine, body)
  machine.thrown = thrown
  frame.returned = returned
  frame.guards = guards
  frame.statement = statement
}
