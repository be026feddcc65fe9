import type { Program } from 'acorn'
import { hoist } from './hoist.ts'
import { JsBudgetStop } from './meter.ts'
import { JsThrow } from './machine.ts'
import type { Machine } from './machine.ts'
import { executeList } from './statements.ts'

/** Runs a program, each statement of it whatever became of the one before. */
export function runProgram(machine: Machine, program: Program): void {
  hoist(machine, program.body, machine.globals)
  for (const statement of program.body) {
    if (machine.place.origin === null) machine.meter.nextStatement()
    const { guards } = machine
    guarded(machine, () => executeList(machine, [statement], machine.globals))
    machine.guards = guards
  }
}

/** Runs something that may end early, and goes on as if it had not begun. */
export function guarded(machine: Machine, run: () => unknown): void {
  const { depth, guards, place, tries } = machine
  try {
    run()
  } catch (error) {
    const isOver = error instanceof JsThrow || (error instanceof JsBudgetStop && error.extent === 'statement')
    if (!isOver) throw error
    machine.depth = depth
    machine.guards = guards
    machine.tries = tries
    machine.place = place
  }
}
