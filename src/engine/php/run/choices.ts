import type { Cell } from './cell.ts'
import type { Expression, If, Statement, Switch, SwitchCase, Try } from '../ast.ts'
import type { Guard } from '../callFact.ts'
import { branch, merge, untouched, visitDead } from './branches.ts'
import type { Branch } from './branches.ts'
import { binary } from './chain.ts'
import { leavesFunction, next } from './completion.ts'
import { guardsOf } from './guards.ts'
import type { Completion, Frame } from './machine.ts'
import { assign } from './places.ts'
import { anything, truthOf } from './values.ts'
import type { Abstract } from '../abstract.ts'

export function runIf(node: If, frame: Frame): Completion {
  const { machine } = frame
  const { value, guards } = guardsOf(frame, () => machine.parts.evaluate(node.test, frame))
  const sides = sidesOf(node.test, guards)
  const truth = truthOf(value)
  if (truth === undefined) return runEither(node, guards, frame)
  const dead = truth ? node.otherwise : node.then
  const live = truth ? node.then : node.otherwise
  if (dead !== null) visitDead(frame, dead, () => behind(frame, truth ? sides.otherwise : sides.then, dead))
  return live === null ? next : behind(frame, truth ? sides.then : [], live)
}

function behind(frame: Frame, guards: readonly Guard[], statement: Statement): Completion {
  const outer = frame.guards
  frame.guards = [...outer, ...guards]
  const completion = frame.machine.parts.execute(statement, frame)
  frame.guards = outer
  return completion
}

/** Guards of each way. A right excuses what is done with it, not what is done without: `if (!allowed) { ... }`. */
function sidesOf(
  test: Expression,
  guards: readonly Guard[],
): { readonly then: readonly Guard[]; readonly otherwise: readonly Guard[] } {
  const without = guards.filter((guard) => guard !== 'capability')
  const isNegated = test.kind === 'unary' && test.operator === '!'
  return isNegated ? { then: without, otherwise: guards } : { then: guards, otherwise: without }
}

function runEither(node: If, guards: readonly Guard[], frame: Frame): Completion {
  const { machine } = frame
  const { otherwise } = node
  const sides = sidesOf(node.test, guards)
  const then = branch(machine, () => behind(frame, sides.then, node.then))
  const other: Branch<Completion> =
    otherwise === null
      ? { result: next, changes: untouched }
      : branch(machine, () => behind(frame, sides.otherwise, otherwise))
  // `if (!allowed) exit;` is a guard of everything behind it.
  if (leavesFunction(then.result) && !leavesFunction(other.result))
    frame.guards = [...frame.guards, ...guards]
  return settle([then, other], frame)
}

/** What holds after one of several ways, of which nobody knows which. */
function settle(ways: readonly Branch<Completion>[], frame: Frame): Completion {
  const staying = ways.filter((way) => !leavesFunction(way.result))
  const open = staying.length === 0 ? ways : staying
  merge(
    frame.machine,
    open.map((way) => way.changes),
  )
  noteJumps(ways, frame)
  const isOpen = staying.some((way) => goesOn(way.result))
  if (isOpen) return staying.length === ways.length ? allContinue(staying) : next
  return open[0]?.result ?? next
}

function goesOn(completion: Completion): boolean {
  return completion.kind === 'next' || completion.kind === 'continue'
}

/** Ways that leave the loop around are why nobody knows how often it turns; jumps are followed later. */
function noteJumps(ways: readonly Branch<Completion>[], frame: Frame): void {
  for (const { result } of ways) {
    if (!goesOn(result)) frame.machine.maybeLeft += 1
    if (result.kind === 'goto') frame.pending.push(result.label)
  }
}

/** `continue` only when every way says so. */
function allContinue(ways: readonly Branch<Completion>[]): Completion {
  const [first] = ways
  const isSame = first !== undefined && ways.every((way) => way.result.kind === first.result.kind)
  return isSame ? first.result : next
}

export function runSwitch(node: Switch, frame: Frame): Completion {
  const { machine } = frame
  const { value, guards } = guardsOf(frame, () => machine.parts.evaluate(node.subject, frame))
  const outer = frame.guards
  frame.guards = [...outer, ...guards]
  const start = startOf(node, value, frame)
  const completion = start === undefined ? runCases(node, frame) : runKnown(node, start, frame)
  frame.guards = outer
  return afterSwitch(completion)
}

/** `break` and `continue` both leave a switch. */
function afterSwitch(completion: Completion): Completion {
  if (completion.kind !== 'break' && completion.kind !== 'continue') return completion
  return completion.levels > 1 ? { kind: completion.kind, levels: completion.levels - 1 } : next
}

/** The case that is taken; -1 for none, undefined when nobody knows. */
function startOf(node: Switch, value: Abstract, frame: Frame): number | undefined {
  let standard = -1
  for (const [at, one] of node.cases.entries()) {
    if (one.test === null) {
      standard = at
      continue
    }
    const test = frame.machine.parts.evaluate(one.test, frame)
    const truth = truthOf(binary('==', value, test, frame))
    if (truth !== false) return truth === undefined ? undefined : at
  }
  return standard
}

function runKnown(node: Switch, start: number, frame: Frame): Completion {
  let completion = next
  for (const [at, one] of node.cases.entries()) {
    if (start === -1 || at < start || completion.kind !== 'next') visitCase(one, frame)
    else completion = frame.machine.parts.executeAll(one.body, frame)
  }
  return completion
}

function visitCase(one: SwitchCase, frame: Frame): void {
  visitDead(frame, one, () => frame.machine.parts.executeAll(one.body, frame))
}

/** Any case, and from there on as far as no `break` stands. */
function runCases(node: Switch, frame: Frame): Completion {
  const { machine } = frame
  const ends: ReadonlyMap<Cell, Abstract>[] = node.cases.some((one) => one.test === null) ? [] : [untouched]
  const before = branch(machine, () => {
    for (const one of node.cases) {
      const way = branch(machine, () => machine.parts.executeAll(one.body, frame))
      if (!leavesFunction(way.result)) ends.push(way.changes)
      else machine.maybeLeft += 1
      if (way.result.kind === 'goto') frame.pending.push(way.result.label)
      if (way.result.kind === 'next') merge(machine, [way.changes, untouched])
    }
  })
  merge(machine, ends.length === 0 ? [before.changes] : ends)
  return next
}

export function runTry(node: Try, frame: Frame): Completion {
  const { machine } = frame
  let completion = machine.parts.execute(node.body, frame)
  for (const one of node.catches) {
    const run = (): Completion => {
      const target = one.variable
      const thrown = machine.thrown ?? anything
      if (target !== null)
        assign({ kind: 'variable', name: target, start: one.body.start, end: one.body.start }, thrown, frame)
      return machine.parts.execute(one.body, frame)
    }
    if (completion.kind === 'throw') {
      completion = run()
      machine.thrown = null
    } else {
      const way = branch(machine, run)
      if (!leavesFunction(way.result)) merge(machine, [way.changes, untouched])
    }
  }
  if (node.last === null) return completion
  const last = machine.parts.execute(node.last, frame)
  return last.kind === 'next' ? completion : last
}
