import type { Identifier, MemberExpression, ObjectPattern, Pattern, RestElement } from 'acorn'
import { memberKey, propertyKey, receiver } from './keys.ts'
import type { Machine } from './machine.ts'
import { lookup, store } from './scope.ts'
import { arrayOf, itemsOf, undefinedValue, unknownValue } from './value.ts'
import type { JsValue, Scope } from './value.ts'

/** `declare` makes a name of this function, `store` changes the one that is there. */
type Binding = 'declare' | 'store'

/** Gives a value to a name or a member. */
export function assign(
  machine: Machine,
  node: Identifier | MemberExpression,
  value: JsValue,
  scope: Scope,
): void {
  if (node.type === 'Identifier') {
    if (node.name === 'location' && !isOwn(machine, scope, node.name))
      machine.set(lookup(machine, machine.globals, 'window'), 'location', value, node.start)
    else store(machine, scope, node.name, value)
    return
  }
  const base = receiver(machine, node.object, scope)
  const key = memberKey(machine, node, scope)
  if (key !== undefined) machine.set(base, key, value, node.start)
  else if (base.kind === 'object') base.marks |= value.marks
}

function isOwn(machine: Machine, scope: Scope, name: string): boolean {
  for (let at: Scope | null = scope; at !== null && at !== machine.globals; at = at.parent)
    if (at.names.has(name)) return true
  return false
}

/** Takes a value apart, into names of `scope` (`declare`) or wherever the names are (`store`). */
export function bindPattern(
  machine: Machine,
  pattern: Pattern,
  value: JsValue,
  { scope, binding }: { readonly scope: Scope; readonly binding: Binding },
): void {
  const to = { scope, binding }
  switch (pattern.type) {
    case 'Identifier':
      if (binding === 'declare') scope.names.set(pattern.name, value)
      else assign(machine, pattern, value, scope)
      return
    case 'MemberExpression':
      assign(machine, pattern, value, scope)
      return
    case 'ObjectPattern':
      bindObject(machine, pattern, value, to)
      return
    case 'ArrayPattern':
      bindItems(machine, pattern.elements, value, to)
      return
    case 'RestElement':
      bindPattern(machine, pattern.argument, value, to)
      return
    case 'AssignmentPattern': {
      const isGiven = value.kind !== 'known' || value.value !== undefined
      bindPattern(machine, pattern.left, isGiven ? value : machine.evaluate(pattern.right, scope), to)
    }
  }
}

interface Target {
  readonly scope: Scope
  readonly binding: Binding
}

function bindObject(machine: Machine, pattern: ObjectPattern, value: JsValue, to: Target): void {
  for (const property of pattern.properties) {
    if (property.type === 'RestElement') {
      bindPattern(machine, property.argument, unknownValue(value.marks), to)
      continue
    }
    const key = propertyKey(machine, property, to.scope)
    const part = key === undefined ? unknownValue(value.marks) : machine.get(value, key)
    bindPattern(machine, property.value, part, to)
  }
}

/** Parameters and array patterns. */
export function bindItems(
  machine: Machine,
  patterns: readonly (Pattern | RestElement | null)[],
  value: JsValue,
  to: Target,
): void {
  const items = itemsOf(value)
  for (const [index, pattern] of patterns.entries()) {
    if (pattern === null) continue
    if (pattern.type === 'RestElement')
      bindPattern(machine, pattern.argument, arrayOf(items?.slice(index) ?? [], value.marks), to)
    else bindPattern(machine, pattern, itemAt(value, items, index), to)
  }
}

function itemAt(value: JsValue, items: readonly JsValue[] | undefined, index: number): JsValue {
  if (items === undefined) return unknownValue(value.marks)
  return items[index] ?? undefinedValue
}
