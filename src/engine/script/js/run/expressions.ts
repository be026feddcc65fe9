import type {
  AssignmentExpression,
  BinaryOperator,
  CallExpression,
  Expression,
  Literal,
  LogicalExpression,
  MemberExpression,
  NewExpression,
  ObjectExpression,
  SpreadElement,
  TemplateLiteral,
  UpdateExpression,
} from 'acorn'
import { jsArrayItemsMax } from '../../../../domain/engineLimits.ts'
import { toBoolean, toNumber, toText } from './convert.ts'
import { binarySpine } from './binarySpine.ts'
import { classOf } from './classes.ts'
import { construct, functionOf } from './functions.ts'
import { memberKey, propertyKey, receiver } from './keys.ts'
import { keepWord } from './machine.ts'
import type { Machine } from './machine.ts'
import { applyBinary, applyUnary, hole } from './operators.ts'
import { assign } from './patterns.ts'
import { lookup } from './scope.ts'
import {
  arrayOf,
  either,
  itemsOf,
  known,
  marks,
  objectOf,
  textOf,
  undefinedValue,
  unknownValue,
  withMarks,
} from './value.ts'
import type { JsValue, Scope } from './value.ts'

/** The value of an expression; what it does on the way is noted. */
export function evaluateExpression(machine: Machine, node: Expression, scope: Scope): JsValue {
  // Each type has the function of its name in the table: the compiler checks that none is left out.
  const evaluator = evaluators[node.type] as Evaluator<Expression>
  return evaluator(machine, node, scope)
}

type Evaluator<Node> = (machine: Machine, node: Node, scope: Scope) => JsValue

type Evaluators = {
  readonly [Type in Expression['type']]: Evaluator<Extract<Expression, { readonly type: Type }>>
}

const evaluators: Evaluators = {
  Identifier: (machine, node, scope) => lookup(machine, scope, node.name),
  Literal: literal,
  ThisExpression: (machine, _node, scope) => lookup(machine, scope, 'this'),
  ArrayExpression: (machine, node, scope) => arrayOf(elements(machine, node.elements, scope)),
  ObjectExpression: objectLiteral,
  FunctionExpression: (machine, node, scope) => functionOf(machine, node, scope, null),
  ArrowFunctionExpression: (machine, node, scope) =>
    functionOf(machine, node, scope, scope.names.get('this') ?? null),
  ClassExpression: classOf,
  UnaryExpression: (machine, node, scope) =>
    applyUnary(node.operator, machine.evaluate(node.argument, scope)),
  UpdateExpression: update,
  BinaryExpression: binarySpine,
  AssignmentExpression: assignment,
  LogicalExpression: logical,
  MemberExpression: (machine, node, scope) => member(machine, node, scope).value,
  ConditionalExpression: (machine, node, scope) => {
    const test = machine.evaluate(node.test, scope)
    const truth = toBoolean(test)
    if (truth !== undefined) return machine.evaluate(truth ? node.consequent : node.alternate, scope)
    return asked(machine, test, () =>
      either(machine.evaluate(node.consequent, scope), machine.evaluate(node.alternate, scope)),
    )
  },
  CallExpression: callExpression,
  NewExpression: newExpression,
  SequenceExpression: (machine, node, scope) => {
    let last: JsValue = undefinedValue
    for (const expression of node.expressions) last = machine.evaluate(expression, scope)
    return last
  },
  YieldExpression: (machine, node, scope) =>
    node.argument ? machine.evaluate(node.argument, scope) : unknownValue(),
  TemplateLiteral: template,
  TaggedTemplateExpression: (machine, node, scope) => {
    const tag = machine.evaluate(node.tag, scope)
    return machine.call(tag, undefinedValue, [template(machine, node.quasi, scope)], node.start)
  },
  MetaProperty: () => unknownValue(),
  AwaitExpression: (machine, node, scope) => machine.evaluate(node.argument, scope),
  ChainExpression: (machine, node, scope) => machine.evaluate(node.expression, scope),
  ImportExpression: (machine, node, scope) => {
    const source = machine.evaluate(node.source, scope)
    return machine.call(lookup(machine, machine.globals, 'import'), undefinedValue, [source], node.start)
  },
  ParenthesizedExpression: (machine, node, scope) => machine.evaluate(node.expression, scope),
}

/** Runs what stands behind a question, which is remembered of everything that is done there. */
function asked<Result>(machine: Machine, test: JsValue, run: () => Result): Result {
  const before = machine.guards
  machine.guards |= test.marks
  try {
    return run()
  } finally {
    machine.guards = before
  }
}

function literal(machine: Machine, node: Literal): JsValue {
  if (node.regex !== undefined) {
    keepWord(machine, node.start, node.regex.pattern)
    return objectOf({ name: 'regexp', pattern: node.regex.pattern, flags: node.regex.flags })
  }
  const { value } = node
  if (typeof value === 'string') {
    keepWord(machine, node.start, value)
    return known(value, isEscaped(node.raw ?? '', value) ? marks.hidden : 0)
  }
  return typeof value === 'number' || typeof value === 'boolean' || value === null
    ? known(value)
    : unknownValue()
}

/** Letters written as numbers, most of them: nobody does that to plain text. */
function isEscaped(raw: string, value: string): boolean {
  return value.length >= 4 && raw.length > value.length * 3 && /^[ -~]*$/.test(value)
}

function elements(
  machine: Machine,
  nodes: readonly (Expression | SpreadElement | null)[],
  scope: Scope,
): JsValue[] {
  const items: JsValue[] = []
  for (const node of nodes) {
    if (items.length >= jsArrayItemsMax) break
    if (node === null) items.push(undefinedValue)
    else if (node.type !== 'SpreadElement') items.push(machine.evaluate(node, scope))
    else spread(machine, items, machine.evaluate(node.argument, scope))
  }
  return items
}

function spread(machine: Machine, items: JsValue[], value: JsValue): void {
  const letters = textOf(value)?.split('')
  const inner = itemsOf(value) ?? letters?.map((letter) => known(letter, value.marks))
  if (inner === undefined) {
    items.push(unknownValue(value.marks))
    return
  }
  machine.meter.touch(inner.length * itemBytes)
  for (const item of inner.slice(0, jsArrayItemsMax - items.length)) items.push(item)
}

const itemBytes = 16

function objectLiteral(machine: Machine, node: ObjectExpression, scope: Scope): JsValue {
  const object = objectOf({ name: 'plain' })
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      object.marks |= machine.evaluate(property.argument, scope).marks
      continue
    }
    const key = propertyKey(machine, property, scope)
    const value = machine.evaluate(property.value, scope)
    if (key !== undefined) object.properties.set(key, value)
    else object.marks |= value.marks
  }
  return object
}

function update(machine: Machine, node: UpdateExpression, scope: Scope): JsValue {
  const before = machine.evaluate(node.argument, scope)
  const number = toNumber(before)
  const after =
    number === undefined
      ? unknownValue(before.marks)
      : known(node.operator === '++' ? number + 1 : number - 1, before.marks)
  if (node.argument.type === 'Identifier' || node.argument.type === 'MemberExpression')
    assign(machine, node.argument, after, scope)
  return node.prefix || number === undefined ? after : known(number, before.marks)
}

function assignment(machine: Machine, node: AssignmentExpression, scope: Scope): JsValue {
  const { operator, left } = node
  if (operator === '=' || (left.type !== 'Identifier' && left.type !== 'MemberExpression')) {
    const value = machine.evaluate(node.right, scope)
    machine.bind(left, value, scope)
    return value
  }
  const before = machine.evaluate(left, scope)
  const right = machine.evaluate(node.right, scope)
  const binary = binaryOf.get(operator)
  const after =
    binary === undefined ? either(before, right) : applyBinary(binary, before, right, machine.meter)
  assign(machine, left, after, scope)
  return after
}

const binaryOf: ReadonlyMap<string, BinaryOperator> = new Map(
  (['+', '-', '*', '/', '%', '<<', '>>', '>>>', '|', '^', '&', '**'] as const).map((operator) => [
    `${operator}=`,
    operator,
  ]),
)

function logical(machine: Machine, node: LogicalExpression, scope: Scope): JsValue {
  const left = machine.evaluate(node.left, scope)
  const truth = node.operator === '??' ? isPresent(left) : toBoolean(left)
  if (truth !== undefined) {
    const isLeft = node.operator === '&&' ? !truth : truth
    return isLeft ? left : machine.evaluate(node.right, scope)
  }
  const right = asked(machine, left, () => machine.evaluate(node.right, scope))
  return node.operator === '&&' ? withGuard(right, left) : either(left, right)
}

function isPresent(value: JsValue): boolean | undefined {
  return value.kind === 'known' ? value.value !== null && value.value !== undefined : undefined
}

function withGuard(right: JsValue, left: JsValue): JsValue {
  return right.kind === 'object' ? right : withMarks(right, left.marks)
}

/** The object that a member is read from, and the member. */
function member(
  machine: Machine,
  node: MemberExpression,
  scope: Scope,
): { readonly base: JsValue; readonly value: JsValue } {
  const base = receiver(machine, node.object, scope)
  const key = memberKey(machine, node, scope)
  if (key === undefined) return { base, value: anyItem(base) }
  return { base, value: machine.get(base, key) }
}

/** A member whose name is not known: one of those that are there, the first stands for them. */
function anyItem(base: JsValue): JsValue {
  const first = itemsOf(base)?.[0]
  return first === undefined ? unknownValue(base.marks) : withMarks(first, base.marks)
}

function callExpression(machine: Machine, node: CallExpression, scope: Scope): JsValue {
  const { callee } = node
  if (callee.type === 'Super') return unknownValue()
  if (callee.type === 'MemberExpression') {
    const { base, value } = member(machine, callee, scope)
    return machine.call(value, base, elements(machine, node.arguments, scope), node.start)
  }
  const value = machine.evaluate(callee, scope)
  return machine.call(value, undefinedValue, elements(machine, node.arguments, scope), node.start)
}

function newExpression(machine: Machine, node: NewExpression, scope: Scope): JsValue {
  const callee = machine.evaluate(node.callee, scope)
  return construct(machine, callee, elements(machine, node.arguments, scope), node.start)
}

function template(machine: Machine, node: TemplateLiteral, scope: Scope): JsValue {
  let text = ''
  let union = 0
  for (const [index, quasi] of node.quasis.entries()) {
    text += quasi.value.cooked ?? ''
    const expression = node.expressions[index]
    if (expression === undefined) continue
    const value = machine.evaluate(expression, scope)
    union |= value.marks
    text += toText(value) ?? hole
    machine.meter.touch(text.length)
  }
  keepWord(machine, node.start, text)
  return known(text, union)
}
