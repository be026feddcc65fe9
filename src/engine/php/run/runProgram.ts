import type { Analysis } from '../../analysis.ts'
import type { Program } from '../ast.ts'
import { BudgetStop, createMeter } from '../budget.ts'
import type { Observer } from '../callFact.ts'
import { assign } from './places.ts'
import { runBlock } from './blocks.ts'
import { callNamed, callValue } from './calls.ts'
import { coverUncalled } from './cover.ts'
import { hoist } from './declare.ts'
import { evaluate } from './evaluate.ts'
import { runCode } from './layers.ts'
import type { Frame, Machine, Parts, Source } from './machine.ts'
import { execute } from './statements.ts'
import { anything } from './values.ts'
import { newScope } from './variables.ts'

/** How the run of a program ended, with the code that came out of it. */
export type RunOutcome = Pick<Analysis, 'layers' | 'limits'>

/** Runs a program for what it would do, tells the observer, and never throws for what the program says. */
export function runProgram(
  text: string,
  program: Program,
  tags: Machine['tags'],
  observer: Observer,
): RunOutcome {
  const machine = newMachine(text, tags, observer)
  const halt = program.statements.find((statement) => statement.kind === 'halt')
  machine.haltOffset = halt?.dataStart ?? null
  const frame = mainFrame(machine)
  const isWhole = withinBudget(() => {
    hoist(program.statements, machine.root, machine)
    runBlock(program.statements, frame)
    for (let at = 0; at < machine.atEnd.length; at += 1) machine.atEnd[at]?.()
    coverUncalled(frame)
  })
  return { layers: machine.layers, limits: isWhole && !machine.isLimited ? [] : ['engine-limit'] }
}

/** False when the budget, or the stack below it, ended the run. */
function withinBudget(run: () => void): boolean {
  try {
    run()
    return true
  } catch (error) {
    if (error instanceof BudgetStop || error instanceof RangeError) return false
    throw error
  }
}

const parts: Parts = {
  evaluate,
  execute,
  executeAll: runBlock,
  assign,
  callNamed,
  callValue,
  runCode,
}

function newMachine(text: string, tags: Machine['tags'], observer: Observer): Machine {
  const root: Source = { text, names: [], origin: null }
  return {
    parts,
    meter: createMeter(),
    observer,
    told: new Map(),
    root,
    tags,
    functions: new Map(),
    imported: new Map(),
    classes: new Map(),
    routines: new Set(),
    constants: new Map(),
    globals: newScope(anything),
    superglobals: new Map(),
    objects: new Map(),
    closures: new Map(),
    closureRoutines: new WeakMap(),
    statics: new Map(),
    streams: new Map(),
    layers: [],
    layerTexts: new Set(),
    visited: new Set(),
    atEnd: [],
    trail: null,
    loopTrail: null,
    owned: null,
    changes: 0,
    idleTurns: 0,
    loopDepth: 0,
    maybeLeft: 0,
    steps: 0,
    openSteps: 0,
    nesting: 0,
    coverDepth: 0,
    nextId: 1,
    tested: null,
    revived: 0,
    isLimited: false,
    thrown: null,
    turnsLeft: Infinity,
    haltOffset: null,
  }
}

function mainFrame(machine: Machine): Frame {
  return {
    machine,
    source: machine.root,
    scope: machine.globals,
    within: null,
    self: null,
    classInfo: null,
    args: [],
    statics: new Map(),
    guards: [],
    returned: null,
    yields: [],
    pending: [],
    statement: { start: 0, end: 0 },
    depth: 0,
  }
}
