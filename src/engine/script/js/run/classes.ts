import type { ClassDeclaration, ClassExpression, MethodDefinition } from 'acorn'
import { functionOf } from './functions.ts'
import { propertyKey } from './keys.ts'
import type { Machine } from './machine.ts'
import { objectOf, undefinedValue } from './value.ts'
import type { JsObject, JsValue, Scope } from './value.ts'

/** The constructor of a class, with its methods on the prototype; a class without one gets an empty plain object. */
export function classOf(machine: Machine, node: ClassExpression | ClassDeclaration, scope: Scope): JsValue {
  const methods = node.body.body.filter((part) => part.type === 'MethodDefinition')
  const own = methods.find((method) => method.kind === 'constructor')
  const parent = node.superClass ? machine.evaluate(node.superClass, scope) : undefined
  const made = own === undefined ? inherited(parent) : functionOf(machine, own.value, scope, null)
  const prototype = made.properties.get('prototype')
  for (const method of methods) {
    if (method.kind === 'constructor') continue
    addMethod(machine, method, scope, method.static || prototype?.kind !== 'object' ? made : prototype)
  }
  addFields(machine, node, scope, made)
  return made
}

function inherited(parent: JsValue | undefined): JsObject {
  const made = objectOf(
    parent?.kind === 'object' && parent.nature.name === 'function' ? parent.nature : { name: 'plain' },
  )
  made.properties.set('prototype', objectOf({ name: 'plain' }))
  return made
}

function addMethod(machine: Machine, method: MethodDefinition, scope: Scope, target: JsObject): void {
  const key = propertyKey(machine, method, scope)
  if (key !== undefined) target.properties.set(key, functionOf(machine, method.value, scope, null))
}

function addFields(
  machine: Machine,
  node: ClassExpression | ClassDeclaration,
  scope: Scope,
  made: JsObject,
): void {
  for (const part of node.body.body) {
    if (part.type !== 'PropertyDefinition') continue
    const key = propertyKey(machine, part, scope)
    const value = part.value ? machine.evaluate(part.value, scope) : undefinedValue
    const prototype = made.properties.get('prototype')
    if (key === undefined) continue
    if (part.static || prototype?.kind !== 'object') made.properties.set(key, value)
    else prototype.properties.set(key, value)
  }
}
