import type {
  ForInStatement,
  ForOfStatement,
  IfStatement,
  ModuleDeclaration,
  Statement,
  SwitchStatement,
  TryStatement,
  VariableDeclaration,
} from 'acorn'
import { classOf } from './classes.ts'
import { toBoolean } from './convert.ts'
import { hoist } from './hoist.ts'
import { forLoop, loop } from './loops.ts'
import { JsThrow } from './machine.ts'
import type { Completion, Machine } from './machine.ts'
import { applyBinary } from './operators.ts'
import { bindPattern } from './patterns.ts'
import { either, itemsOf, known, undefinedValue, unknownValue } from './value.ts'
import type { JsValue, Scope } from './value.ts'

/** Runs a statement; of two ways, when nobody knows which is taken, both. */
export function executeStatement(machine: Machine, node: Statement, scope: Scope): Completion {
  // Each type has the function of its name in the table: the compiler checks that none is left out.
  const executor = executors[node.type] as Executor<Statement>
  return executor(machine, node, scope)
}

type Executor<Node> = (machine: Machine, node: Node, scope: Scope) => Completion

type Executors = {
  readonly [Type in Statement['type']]: Executor<Extract<Statement, { readonly type: Type }>>
}

const executors: Executors = {
  ExpressionStatement: (machine, node, scope) => {
    machine.evaluate(node.expression, scope)
    return null
  },
  BlockStatement: (machine, node, scope) => {
    hoist(machine, node.body, scope)
    return executeList(machine, node.body, scope)
  },
  EmptyStatement: () => null,
  DebuggerStatement: () => null,
  WithStatement: (machine, node, scope) => {
    machine.evaluate(node.object, scope)
    return machine.execute(node.body, scope)
  },
  ReturnStatement: (machine, node, scope) => ({
    type: 'return',
    value: node.argument ? machine.evaluate(node.argument, scope) : undefinedValue,
  }),
  LabeledStatement: (machine, node, scope) => {
    const done = machine.execute(node.body, scope)
    return done !== null && done.type !== 'return' && done.label === node.label.name ? null : done
  },
  BreakStatement: (_machine, node) => ({ type: 'break', label: node.label?.name ?? null }),
  ContinueStatement: (_machine, node) => ({ type: 'continue', label: node.label?.name ?? null }),
  IfStatement: ifStatement,
  SwitchStatement: switchStatement,
  ThrowStatement: (machine, node, scope) => {
    throw new JsThrow(machine.evaluate(node.argument, scope))
  },
  TryStatement: tryStatement,
  WhileStatement: (machine, node, scope) => loop(machine, node, scope, 'first'),
  DoWhileStatement: (machine, node, scope) => loop(machine, node, scope, 'last'),
  ForStatement: forLoop,
  ForInStatement: forEach,
  ForOfStatement: forEach,
  FunctionDeclaration: () => null,
  ClassDeclaration: (machine, node, scope) => {
    scope.names.set(node.id.name, classOf(machine, node, scope))
    return null
  },
  VariableDeclaration: declare,
}

/** Statements one after the other, until one leaves. */
export function executeList(
  machine: Machine,
  nodes: readonly (Statement | ModuleDeclaration)[],
  scope: Scope,
): Completion {
  for (const node of nodes) {
    const done = isStatement(node) ? machine.execute(node, scope) : executeModule(machine, node, scope)
    if (done !== null) return done
  }
  return null
}

function isStatement(node: Statement | ModuleDeclaration): node is Statement {
  return node.type !== 'ImportDeclaration' && !node.type.startsWith('Export')
}

function executeModule(machine: Machine, node: ModuleDeclaration, scope: Scope): Completion {
  if (node.type === 'ExportNamedDeclaration' && node.declaration)
    return machine.execute(node.declaration, scope)
  if (node.type !== 'ExportDefaultDeclaration') return null
  const { declaration } = node
  if (declaration.type !== 'FunctionDeclaration' && declaration.type !== 'ClassDeclaration')
    machine.evaluate(declaration, scope)
  return null
}

function ifStatement(machine: Machine, node: IfStatement, scope: Scope): Completion {
  const test = machine.evaluate(node.test, scope)
  const truth = toBoolean(test)
  if (truth === undefined) return bothWays(machine, node, test, scope)
  const taken = truth ? node.consequent : node.alternate
  return taken ? machine.execute(taken, scope) : null
}

function bothWays(machine: Machine, node: IfStatement, test: JsValue, scope: Scope): Completion {
  const before = machine.guards
  machine.guards |= test.marks
  const { consequent, alternate } = node
  const one = tried(() => machine.execute(consequent, scope))
  const other = alternate ? tried(() => machine.execute(alternate, scope)) : null
  // What follows was asked for too when one way leaves: `if (!google) return`.
  if (one === null && other === null) machine.guards = before
  const both = sameEnd(one, other)
  if (both === null) leaveUnsure(machine, one ?? other)
  return both
}

function sameEnd(one: Completion, other: Completion): Completion {
  if (one?.type === 'return' && other?.type === 'return')
    return { type: 'return', value: either(one.value, other.value) }
  return one !== null && one.type === other?.type ? one : null
}

/** One way leaves and the other goes on: both did. */
function leaveUnsure(machine: Machine, done: Completion): void {
  if (done === null) return
  if (done.type !== 'return') machine.leaves += 1
  else machine.returns = machine.returns === null ? done.value : either(machine.returns, done.value)
}

/** One of several ways: what it throws does not end the others. */
function tried(run: () => Completion): Completion {
  try {
    return run()
  } catch (error) {
    if (error instanceof JsThrow) return null
    throw error
  }
}

/** The cases that are taken, each of them when nobody knows which, and `default` when none is. */
function switchStatement(machine: Machine, node: SwitchStatement, scope: Scope): Completion {
  const value = machine.evaluate(node.discriminant, scope)
  const matching = node.cases.findIndex(
    ({ test }) => test && mayEqual(machine, value, machine.evaluate(test, scope)),
  )
  const first = matching === -1 ? node.cases.findIndex(({ test }) => !test) : matching
  if (first === -1) return null
  for (const { consequent } of node.cases.slice(first)) {
    const done = executeList(machine, consequent, scope)
    const isBreak = done?.type === 'break' && done.label === null
    if (value.kind === 'known' && isBreak) return null
    if (done !== null && !isBreak) return done
  }
  return null
}

function mayEqual(machine: Machine, one: JsValue, other: JsValue): boolean {
  return toBoolean(applyBinary('===', one, other, machine.meter)) ?? true
}

function tryStatement(machine: Machine, node: TryStatement, scope: Scope): Completion {
  const done = protectedBlock(machine, node, scope)
  const last = node.finalizer ? machine.execute(node.finalizer, scope) : null
  return last ?? done
}

function protectedBlock(machine: Machine, node: TryStatement, scope: Scope): Completion {
  const { depth, guards, place, tries } = machine
  try {
    machine.tries += 1
    return machine.execute(node.block, scope)
  } catch (error) {
    if (!(error instanceof JsThrow)) throw error
    Object.assign(machine, { depth, guards, place })
    machine.tries = tries
    if (!node.handler) return null
    if (node.handler.param)
      bindPattern(machine, node.handler.param, error.thrown, { scope, binding: 'declare' })
    return machine.execute(node.handler.body, scope)
  } finally {
    machine.tries = tries
  }
}

function forEach(machine: Machine, node: ForInStatement | ForOfStatement, scope: Scope): Completion {
  const value = machine.evaluate(node.right, scope)
  const turns =
    node.type === 'ForInStatement' ? keysOf(value) : (itemsOf(value) ?? [unknownValue(value.marks)])
  for (const item of [...turns]) {
    machine.meter.step()
    bindTurn(machine, node, item, scope)
    const done = machine.execute(node.body, scope)
    if (done === null || (done.type === 'continue' && done.label === null)) continue
    return done.type === 'break' && done.label === null ? null : done
  }
  return null
}

function bindTurn(
  machine: Machine,
  { left }: ForInStatement | ForOfStatement,
  item: JsValue,
  scope: Scope,
): void {
  if (left.type !== 'VariableDeclaration') {
    machine.bind(left, item, scope)
    return
  }
  const pattern = left.declarations[0]?.id
  if (pattern !== undefined) bindPattern(machine, pattern, item, { scope, binding: 'declare' })
}

function keysOf(value: JsValue): readonly JsValue[] {
  if (value.kind !== 'object') return [unknownValue(value.marks)]
  const items = itemsOf(value)
  const keys = [...(items?.keys() ?? []), ...value.properties.keys()]
  return keys.length === 0 && value.nature.name === 'host'
    ? [unknownValue(value.marks)]
    : keys.map((key) => known(String(key), value.marks))
}

function declare(machine: Machine, node: VariableDeclaration, scope: Scope): Completion {
  for (const { id, init } of node.declarations) {
    // `var x` again does not empty it.
    if (!init && node.kind === 'var' && id.type === 'Identifier' && scope.names.has(id.name)) continue
    const value = init ? machine.evaluate(init, scope) : undefinedValue
    bindPattern(machine, id, value, { scope, binding: 'declare' })
  }
  return null
}
