import type { DoWhileStatement, ForStatement, Statement, WhileStatement } from 'acorn'
import { jsLoopTurnsMax } from '../../../../domain/engineLimits.ts'
import { toBoolean } from './convert.ts'
import type { Completion, Machine } from './machine.ts'
import type { Scope } from './value.ts'

/** `while` and `do`; a condition that is not known is met once. */
export function loop(
  machine: Machine,
  node: WhileStatement | DoWhileStatement,
  scope: Scope,
  test: 'first' | 'last',
): Completion {
  const { leaves } = machine
  for (let turn = 0; turn < turnsMax(machine, leaves); turn += 1) {
    if (test === 'first' || turn > 0) {
      const truth = toBoolean(machine.evaluate(node.test, scope))
      if (truth === false || (truth === undefined && turn > 0)) return null
    }
    const left = oneTurn(machine, node.body, scope)
    if (left !== 'next') return left
  }
  return null
}

export function forLoop(machine: Machine, node: ForStatement, scope: Scope): Completion {
  const { init, test, update } = node
  if (init) start(machine, init, scope)
  const { leaves } = machine
  for (let turn = 0; turn < turnsMax(machine, leaves); turn += 1) {
    const truth = test ? toBoolean(machine.evaluate(test, scope)) : true
    if (truth === false || (truth === undefined && turn > 0)) return null
    const left = oneTurn(machine, node.body, scope)
    if (left !== 'next') return left
    if (update) machine.evaluate(update, scope)
  }
  return null
}

function start(machine: Machine, init: NonNullable<ForStatement['init']>, scope: Scope): void {
  if (init.type === 'VariableDeclaration') machine.execute(init, scope)
  else machine.evaluate(init, scope)
}

/** A loop that was perhaps left may go on for ever in ours only. */
function turnsMax(machine: Machine, leaves: number): number {
  return machine.leaves === leaves ? jsLoopTurnsMax : unsureTurnsMax
}

const unsureTurnsMax = 16

/** `next` when the loop goes on. A label of an outer loop ends this one; the outer one goes on or not. */
function oneTurn(machine: Machine, body: Statement, scope: Scope): Completion | 'next' {
  machine.meter.step()
  const done = machine.execute(body, scope)
  if (done === null || (done.type === 'continue' && done.label === null)) return 'next'
  return done.type === 'break' && done.label === null ? null : done
}
