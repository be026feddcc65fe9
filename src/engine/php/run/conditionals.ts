import type { Abstract } from '../abstract.ts'
import type { Expression, Match, Ternary } from '../ast.ts'
import type { Guard } from '../callFact.ts'
import { branch, merge, visitDead } from './branches.ts'
import { guardsOf } from './guards.ts'
import { join } from './join.ts'
import type { Frame } from './machine.ts'
import { anything, truthOf } from './values.ts'

export function evaluateTernary(node: Ternary, frame: Frame): Abstract {
  const { machine } = frame
  const { value, guards } = guardsOf(frame, () => machine.parts.evaluate(node.test, frame))
  const { then, otherwise } = node
  const truth = truthOf(value)
  const first = (): Abstract => (then === null ? value : behind(frame, guards, then))
  const second = (): Abstract => machine.parts.evaluate(otherwise, frame)
  if (truth === true) {
    visitDead(frame, otherwise, second)
    return first()
  }
  if (truth === false) {
    if (then !== null) visitDead(frame, then, first)
    return second()
  }
  const ways = [branch(machine, first), branch(machine, second)]
  merge(
    machine,
    ways.map((way) => way.changes),
  )
  return ways.map((way) => way.result).reduce(join)
}

function behind(frame: Frame, guards: readonly Guard[], node: Expression): Abstract {
  const outer = frame.guards
  frame.guards = [...outer, ...guards]
  const value = frame.machine.parts.evaluate(node, frame)
  frame.guards = outer
  return value
}

/** Every arm may be the one. */
export function evaluateMatch(node: Match, frame: Frame): Abstract {
  const { machine } = frame
  const { guards } = guardsOf(frame, () => machine.parts.evaluate(node.subject, frame))
  for (const test of node.arms.flatMap((arm) => arm.tests)) machine.parts.evaluate(test, frame)
  const ways = node.arms.map((arm) => branch(machine, () => behind(frame, guards, arm.value)))
  merge(
    machine,
    ways.map((way) => way.changes),
  )
  const [first, ...others] = ways.map((way) => way.result)
  return first === undefined ? anything : others.reduce(join, first)
}
