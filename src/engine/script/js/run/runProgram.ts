import type { Program } from 'acorn'
import { hoist } from './hoist.ts'
import { JsBudgetStop } from './meter.ts'
import { JsThrow } from './machine.ts'
import type { Machine } from './machine.ts'
import { executeList } from './statements.ts'
import { undefinedValue } from './value.ts'
import type { JsValue } from './value.ts'

/**
 * Runs a program, each statement of it whatever became of the one before. Its value is what it gives back, or that of its
 * last expression.
 */
export function runProgram(machine: Machine, program: Program): JsValue {
  hoist(machine, program.body, machine.globals)
  let last: JsValue = undefinedValue
  for (const statement of program.body) {
    if (machine.place.origin === null) machine.meter.nextStatement()
    const { guards } = machine
    guarded(machine, () => {
      if (statement.type === 'ExpressionStatement')
        last = machine.evaluate(statement.expression, machine.globals)
      const done =
        statement.type === 'ExpressionStatement' ? null : executeList(machine, [statement], machine.globals)
      if (done?.type === 'return') last = done.value
    })
    machine.guards = guards
  }
  return last
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
