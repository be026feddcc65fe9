import { newCell } from './cell.ts'
import { phpRunNestingMax } from '../../../domain/engineLimits.ts'
import type { Abstract } from '../abstract.ts'
import type { Expression, Jump, Return, Statement, StaticVariables, Variables } from '../ast.ts'
import { sourceVariables } from '../lists/sources.ts'
import { nameOf } from './access.ts'
import { runBlock } from './blocks.ts'
import { runIf, runSwitch, runTry } from './choices.ts'
import { exited, next, returned, thrown } from './completion.ts'
import { declareClass, declareFunction } from './declare.ts'
import { join } from './join.ts'
import { runDoWhile, runFor, runForeach, runWhile } from './loops.ts'
import { tick } from './machine.ts'
import { plainName } from './names.ts'
import type { Completion, Frame } from './machine.ts'
import { placeFor, put } from './places.ts'
import { tell } from './told.ts'
import { known, unset } from './values.ts'
import { variableCell } from './variables.ts'

export function execute(node: Statement, frame: Frame): Completion {
  const { machine } = frame
  tick(machine)
  machine.visited.add(node)
  if (machine.nesting >= phpRunNestingMax) {
    machine.isLimited = true
    return next
  }
  machine.nesting += 1
  const completion = (runners[node.kind] as Runner<Statement>)(node, frame)
  machine.nesting -= 1
  return completion
}

type Runner<Node> = (node: Node, frame: Frame) => Completion
type NodeOf<Kind> = Extract<Statement, { readonly kind: Kind }>

const runners: { readonly [Kind in Statement['kind']]: Runner<NodeOf<Kind>> } = {
  expression: (node, frame) => runExpression(node, frame),
  echo: (node, frame) => {
    frame.statement = node
    for (const value of node.values) echo(value, frame)
    return next
  },
  if: runIf,
  while: runWhile,
  'do-while': runDoWhile,
  for: runFor,
  foreach: runForeach,
  switch: runSwitch,
  break: runJump,
  continue: runJump,
  return: runReturn,
  global: runGlobal,
  unset: runUnset,
  static: runStatic,
  try: runTry,
  block: (node, frame) => runBlock(node.body, frame),
  function: (node, frame) => {
    declareFunction(node, frame.source, frame.machine)
    return next
  },
  class: (node, frame) => {
    declareClass(node, frame.source, frame.machine)
    return next
  },
  namespace: (node, frame) => (node.body === null ? next : runBlock(node.body.body, frame)),
  const: (node, frame) => {
    frame.statement = node
    for (const { name, value } of node.constants) {
      frame.machine.constants.set(name, newCell(frame.machine.parts.evaluate(value, frame)))
    }
    return next
  },
  declare: (node, frame) => (node.body === null ? next : frame.machine.parts.execute(node.body, frame)),
  goto: (node) => ({ kind: 'goto', label: node.label }),
  halt: () => exited,
  html: skip,
  use: skip,
  label: skip,
  opaque: skip,
}

function runJump(node: Jump): Completion {
  return { kind: node.kind, levels: node.levels }
}

function skip(): Completion {
  return next
}

function runExpression(node: Extract<Statement, { kind: 'expression' }>, frame: Frame): Completion {
  frame.statement = node
  frame.machine.parts.evaluate(node.expression, frame)
  const last = withoutSilence(node.expression)
  if (last.kind === 'exit' || isEnding(last, frame)) return exited
  return last.kind === 'throw' ? thrown : next
}

/** Functions of applications that do not return; a program that has one of that name itself is not believed. */
const endings: ReadonlySet<string> = new Set(['wp_die', 'wp_send_json_error', 'wp_nonce_ays', 'drupal_exit'])

function isEnding(node: Expression, frame: Frame): boolean {
  if (node.kind !== 'call' || typeof node.callee !== 'string') return false
  const name = plainName(node.callee)
  return endings.has(name) && !frame.machine.functions.has(name)
}

function withoutSilence(node: Expression): Expression {
  return node.kind === 'unary' && node.operator === '@' ? node.operand : node
}

export function echo(node: Expression, frame: Frame): Abstract {
  const value = frame.machine.parts.evaluate(node, frame)
  tell(frame, node, { kind: 'echo', name: null, naming: 'written', callee: null, args: [value] })
  return value
}

function runReturn(node: Return, frame: Frame): Completion {
  frame.statement = node
  const value = node.value === null ? known(null) : frame.machine.parts.evaluate(node.value, frame)
  frame.returned = frame.returned === null ? value : join(frame.returned, value)
  return returned
}

function runGlobal(node: Variables, frame: Frame): Completion {
  for (const target of node.targets) {
    if (target.kind !== 'variable') continue
    const { text } = nameOf(target.name, frame)
    if (text === null || sourceVariables.has(text)) continue
    frame.scope.cells.set(text, variableCell(text, frame.machine, frame.machine.globals))
  }
  return next
}

function runUnset(node: Variables, frame: Frame): Completion {
  for (const target of node.targets) {
    const place = placeFor(target, frame)
    if (place?.keys.length === 0) put(place, unset, frame)
  }
  return next
}

function runStatic(node: StaticVariables, frame: Frame): Completion {
  for (const { name, value } of node.variables) {
    let cell = frame.statics.get(name)
    if (cell === undefined) {
      cell = newCell(value === null ? known(null) : frame.machine.parts.evaluate(value, frame))
      frame.statics.set(name, cell)
    }
    frame.scope.cells.set(name, cell)
  }
  return next
}
