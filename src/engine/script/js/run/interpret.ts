import { jsEvaluationDepthMax, jsPendingMax } from '../../../../domain/engineLimits.ts'
import { callValue, constructHost } from '../browser/calls.ts'
import { getMember } from '../browser/members.ts'
import { setMember } from '../browser/setters.ts'
import type { ParsedPart } from '../programs.ts'
import { evaluateExpression } from './expressions.ts'
import type { Fact } from './fact.ts'
import { functionOf } from './functions.ts'
import type { CodeText, Machine } from './machine.ts'
import type { MadeCode } from './madeCode.ts'
import { createJsMeter, JsBudgetStop } from './meter.ts'
import type { JsMeter, Writing } from './meter.ts'
import { bindPattern } from './patterns.ts'
import { guarded, runProgram } from './runProgram.ts'
import { runText } from './runText.ts'
import { childOf } from './scope.ts'
import { executeStatement } from './statements.ts'
import { hostOf, unknownValue } from './value.ts'

/** What a script does, as far as the budget went. */
export interface Run {
  readonly facts: readonly Fact[]
  readonly made: readonly MadeCode[]
  /** Strings that stand in the script or are made by it, with the offset of where. */
  readonly words: readonly { readonly at: number; readonly text: string }[]
  readonly budget: 'kept' | 'spent'
}

/**
 * Runs a script without a browser: what is known is computed, of what is not known both ways are taken, and what it would do
 * to the page or over the net is noted. Functions that nobody calls are run once, with arguments that are not known.
 * `parse` is for the code that the script makes.
 */
export function interpret(
  text: string,
  parts: readonly ParsedPart[],
  { parse, writing }: { readonly parse: (text: string) => ParsedPart[]; readonly writing: Writing },
): Run {
  const machine = createMachine({ text, origin: null, base: 0, layer: [] }, parse, createJsMeter(writing))
  let budget: Run['budget'] = 'kept'
  try {
    for (const { program, base } of parts) {
      machine.place = { text: base === 0 ? text : text.slice(base), origin: null, base, layer: [] }
      runProgram(machine, program)
      runPending(machine)
    }
    runFunctions(machine, 'uncalled')
    // What one handler collects, another one sends: now everything is there that was collected.
    if (machine.facts.length > 0) runFunctions(machine, 'all')
  } catch (error) {
    if (!(error instanceof JsBudgetStop)) throw error
    budget = 'spent'
  }
  return { facts: machine.facts, made: machine.made, words: machine.words.entries, budget }
}

function createMachine(place: CodeText, parse: (text: string) => ParsedPart[], meter: JsMeter): Machine {
  const window = hostOf('window')
  const globals = childOf(null)
  for (const name of ['window', 'self', 'globalThis', 'top', 'parent', 'this'])
    globals.names.set(name, window)
  let nesting = 0
  const machine: Machine = {
    meter,
    globals,
    facts: [],
    made: [],
    pending: [],
    created: new Map(),
    executed: new Set(),
    words: { entries: [], chars: 0 },
    place,
    guards: 0,
    depth: 0,
    tries: 0,
    leaves: 0,
    returns: null,
    evaluate: (node, scope) => deeper(() => evaluateExpression(machine, node, scope)),
    execute: (node, scope) => deeper(() => executeStatement(machine, node, scope)),
    bind: (pattern, value, scope) => {
      bindPattern(machine, pattern, value, { scope, binding: 'store' })
    },
    closure: (code, scope) => functionOf(machine, code, scope, null),
    call: (callee, receiver, args, at) => callValue(machine, callee, receiver, { args, at }),
    construct: (callee, args, at) => constructHost(machine, callee, { args, at }),
    get: (base, key) => getMember(machine, base, key),
    set: (base, key, value, at) => {
      setMember(machine, base, key, { value, at })
    },
    runText: (code, name, at) => runText(machine, parse, { code, name, at }),
  }
  return machine

  function deeper<Result>(run: () => Result): Result {
    machine.meter.step()
    // What is nested deeper ends its statement: the stack of a worker is not the sample's to use up.
    if (nesting >= jsEvaluationDepthMax) throw new JsBudgetStop('statement')
    nesting += 1
    try {
      return run()
    } finally {
      nesting -= 1
    }
  }
}

/** Handlers and callbacks, in the order in which they were handed over; they may hand over more. */
function runPending(machine: Machine): void {
  for (let index = 0; index < Math.min(machine.pending.length, jsPendingMax); index += 1) {
    const task = machine.pending[index]
    if (task === undefined) continue
    const before = { guards: machine.guards, place: machine.place }
    machine.guards = task.guards
    machine.place = task.place
    machine.meter.nextStatement()
    guarded(machine, () => machine.call(task.callee, unknownValue(), task.args, 0))
    machine.guards = before.guards
    machine.place = before.place
  }
  machine.pending.length = 0
}

function runFunctions(machine: Machine, which: 'uncalled' | 'all'): void {
  for (const [code, { closure, place }] of [...machine.created]) {
    if (which === 'uncalled' && machine.executed.has(code)) continue
    machine.place = place
    machine.guards = 0
    machine.meter.nextStatement()
    guarded(machine, () =>
      machine.call(
        closure,
        unknownValue(),
        code.params.map(() => unknownValue()),
        0,
      ),
    )
    runPending(machine)
  }
}
