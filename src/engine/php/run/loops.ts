import { phpIdleTurnsMax, phpLoopTurnsMax } from '../../../domain/engineLimits.ts'
import type { Abstract } from '../abstract.ts'
import type { DoWhile, Expression, For, Foreach, Statement, While } from '../ast.ts'
import { branch, merge, untouched, visitDead } from './branches.ts'
import { afterBody, next } from './completion.ts'
import { guardsOf } from './guards.ts'
import { tick } from './machine.ts'
import type { Completion, Frame, Machine } from './machine.ts'
import { assign, placeFor, put } from './places.ts'
import type { Place } from './places.ts'
import { known, truthOf, unknownWith } from './values.ts'

interface Loop {
  readonly body: Statement
  /** null is true for ever. */
  readonly test: Expression | null
  readonly step: () => void
  readonly first: 'test' | 'body'
}

export function runWhile(node: While, frame: Frame): Completion {
  return runLoop({ body: node.body, test: node.test, step: nothing, first: 'test' }, frame)
}

export function runDoWhile(node: DoWhile, frame: Frame): Completion {
  return runLoop({ body: node.body, test: node.test, step: nothing, first: 'body' }, frame)
}

export function runFor(node: For, frame: Frame): Completion {
  const { parts } = frame.machine
  for (const expression of node.init) parts.evaluate(expression, frame)
  const step = (): void => {
    for (const expression of node.steps) parts.evaluate(expression, frame)
  }
  const earlier = node.tests.slice(0, -1)
  const test = node.tests.at(-1) ?? null
  for (const expression of earlier) parts.evaluate(expression, frame)
  return runLoop({ body: node.body, test, step, first: 'test' }, frame)
}

function nothing(): void {
  // A `while` has no third part.
}

/** Turn by turn while all is known, and then once more for every turn that may follow. */
function runLoop(loop: Loop, frame: Frame): Completion {
  const { machine } = frame
  const { guards } = frame
  const { loopTrail } = machine
  machine.loopTrail = machine.trail
  enterLoop(machine)
  try {
    for (let turns = 0; ; turns += 1) {
      const truth = turns === 0 && loop.first === 'body' ? true : testOf(loop, frame, guards)
      if (truth === false) return left(loop, turns, frame)
      if (truth === undefined || !mayTurn(turns, frame)) return coverLoop(loop, frame)
      const { maybeLeft, changes } = machine
      const end = afterBody(machine.parts.execute(loop.body, frame))
      if (end !== null) return end
      loop.step()
      // Without a write, the next turn is as this one, and nobody knows how it ends.
      if (machine.maybeLeft !== maybeLeft || machine.changes === changes) return coverLoop(loop, frame)
    }
  } finally {
    frame.guards = guards
    machine.loopTrail = loopTrail
    machine.loopDepth -= 1
  }
}

/** A loop that stands in no other starts afresh. */
function enterLoop(machine: Machine): void {
  if (machine.loopDepth === 0) machine.idleTurns = 0
  machine.loopDepth += 1
}

function testOf(loop: Loop, frame: Frame, guards: Frame['guards']): boolean | undefined {
  const { test } = loop
  if (test === null) return true
  const asked = guardsOf(frame, () => frame.machine.parts.evaluate(test, frame))
  frame.guards = [...guards, ...asked.guards]
  return truthOf(asked.value)
}

function left(loop: Loop, turns: number, frame: Frame): Completion {
  if (turns === 0) visitDead(frame, loop.body, () => frame.machine.parts.execute(loop.body, frame))
  return next
}

function mayTurn(turns: number, frame: Frame): boolean {
  const { machine } = frame
  tick(machine)
  machine.turnsLeft -= 1
  machine.idleTurns += 1
  return turns < phpLoopTurnsMax && machine.turnsLeft > 0 && machine.idleTurns < phpIdleTurnsMax
}

/** Loops inside loops whose body is gone through twice; deeper ones once. */
const twiceDepthMax = 2

/** All turns at once: what a turn writes may be there in the next one. */
function coverLoop(loop: Loop, frame: Frame): Completion {
  cover(frame, () => {
    frame.machine.parts.execute(loop.body, frame)
    loop.step()
    if (loop.test !== null) frame.machine.parts.evaluate(loop.test, frame)
  })
  return next
}

function cover(frame: Frame, turn: () => void): void {
  const { machine } = frame
  const passes = machine.coverDepth < twiceDepthMax ? 2 : 1
  machine.coverDepth += 1
  for (let pass = 0; pass < passes; pass += 1) {
    const { changes } = machine
    const way = branch(machine, turn)
    merge(machine, [way.changes, untouched])
    if (machine.changes === changes) break
  }
  machine.coverDepth -= 1
}

export function runForeach(node: Foreach, frame: Frame): Completion {
  const subject = frame.machine.parts.evaluate(node.subject, frame)
  if (subject.state !== 'array') {
    coverElements(node, subject, frame)
    return next
  }
  if (subject.entries.size === 0) {
    visitDead(frame, node.body, () => {
      coverElements(node, unknownWith(subject), frame)
    })
    return next
  }
  enterLoop(frame.machine)
  const completion = eachElement(node, subject, frame)
  frame.machine.loopDepth -= 1
  return completion
}

function coverElements(node: Foreach, subject: Abstract, frame: Frame): void {
  const element = unknownWith(subject)
  cover(frame, () => {
    if (node.key !== null) assign(node.key, element, frame)
    assign(node.value, element, frame)
    frame.machine.parts.execute(node.body, frame)
  })
}

function eachElement(
  node: Foreach,
  subject: Extract<Abstract, { state: 'array' }>,
  frame: Frame,
): Completion {
  const target = node.byRef ? placeFor(node.subject, frame) : null
  let turns = 0
  for (const [key, value] of subject.entries) {
    if (!mayTurn(turns, frame)) {
      coverElements(node, subject, frame)
      return next
    }
    turns += 1
    const keyValue = known(key, { taint: 0, trace: null })
    if (node.key !== null) assign(node.key, keyValue, frame)
    assign(node.value, value, frame)
    const end = afterBody(frame.machine.parts.execute(node.body, frame))
    if (target !== null) writeBack(target, keyValue, node, frame)
    if (end !== null) return end
  }
  return next
}

/** `foreach ($a as &$v)`: what the body wrote to the variable is in the element. */
function writeBack(target: Place, key: Abstract, node: Foreach, frame: Frame): void {
  const value = frame.machine.parts.evaluate(node.value, frame)
  put({ ...target, keys: [...target.keys, key] }, value, frame)
}
