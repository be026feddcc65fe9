import { jsCallDepthMax } from '../../../../domain/engineLimits.ts'
import { hoist } from './hoist.ts'
import { JsThrow } from './machine.ts'
import type { CodeText, Completion, Machine } from './machine.ts'
import { bindItems } from './patterns.ts'
import { childOf } from './scope.ts'
import { arrayOf, either, known, objectOf, undefinedValue, unknownValue } from './value.ts'
import type { FunctionNode, JsObject, JsValue, Nature, Scope } from './value.ts'

/** A function of the program. It is remembered, to be run once even when nobody calls it. */
export function functionOf(
  machine: Machine,
  code: FunctionNode,
  scope: Scope,
  receiver: JsValue | null,
): JsObject {
  const closure = objectOf({ name: 'function', code, scope, receiver, bound: [] })
  const prototype = objectOf({ name: 'plain' })
  prototype.properties.set('constructor', closure)
  closure.properties.set('prototype', prototype)
  machine.created.set(code, { closure, place: machine.place })
  return closure
}

type UserFunction = Extract<Nature, { readonly name: 'function' }>

/** Runs a function of the program. What comes back of one that was not run to the end is not known. */
export function callUser(
  machine: Machine,
  callee: UserFunction,
  receiver: JsValue,
  args: readonly JsValue[],
): JsValue {
  const { code } = callee
  let union = 0
  for (const arg of args) union |= arg.marks
  if (machine.depth >= jsCallDepthMax) return unknownValue(union)
  machine.executed.add(code)
  const before = { guards: machine.guards, place: machine.place, returns: machine.returns }
  machine.returns = null
  machine.place = placeOf(machine, code)
  machine.depth += 1
  try {
    return runBody(machine, callee, receiver, args)
  } finally {
    machine.depth -= 1
    machine.guards = before.guards
    machine.place = before.place
    machine.returns = before.returns
  }
}

/** Offsets of a function are of the text that it stands in, not of the one that calls it. */
function placeOf(machine: Machine, code: FunctionNode): CodeText {
  return machine.created.get(code)?.place ?? machine.place
}

function runBody(
  machine: Machine,
  callee: UserFunction,
  receiver: JsValue,
  args: readonly JsValue[],
): JsValue {
  const { code } = callee
  const scope = childOf(callee.scope)
  scope.names.set('this', callee.receiver ?? receiver)
  const list = arrayOf([...callee.bound, ...args])
  if (code.type !== 'ArrowFunctionExpression') scope.names.set('arguments', list)
  if (code.type === 'FunctionExpression' && code.id) {
    const self = machine.created.get(code)?.closure
    if (self !== undefined) scope.names.set(code.id.name, self)
  }
  bindItems(machine, code.params, list, { scope, binding: 'declare' })
  if (code.body.type !== 'BlockStatement') return machine.evaluate(code.body, scope)
  hoist(machine, code.body.body, scope)
  return returned(machine, machine.execute(code.body, scope))
}

function returned({ returns }: Machine, completion: Completion): JsValue {
  if (completion?.type !== 'return') return returns ?? undefinedValue
  return returns === null ? completion.value : either(returns, completion.value)
}

/** `new`: an object of its own that the function fills. */
export function construct(machine: Machine, callee: JsValue, args: readonly JsValue[], at: number): JsValue {
  if (callee.kind === 'object' && callee.nature.name === 'function') {
    const made = objectOf({ name: 'plain' })
    const prototype = callee.properties.get('prototype')
    if (prototype?.kind === 'object') made.proto = prototype
    const answer = callUser(machine, callee.nature, made, args)
    return answer.kind === 'object' ? answer : made
  }
  if (callee.kind === 'known') throw new JsThrow(known('TypeError'))
  return machine.construct(callee, args, at)
}
