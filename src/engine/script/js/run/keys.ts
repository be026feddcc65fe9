import type { Expression, MemberExpression, PrivateIdentifier, Super } from 'acorn'
import { toKey } from './convert.ts'
import type { Machine } from './machine.ts'
import { unknownValue } from './value.ts'
import type { JsValue, Scope } from './value.ts'

/** The name in `{name: …}`, `[name]` and `.name`; undefined when it is not known. */
export function propertyKey(
  machine: Machine,
  node: { readonly key: Expression | PrivateIdentifier; readonly computed: boolean },
  scope: Scope,
): string | undefined {
  const { key, computed } = node
  if (key.type === 'PrivateIdentifier') return `#${key.name}`
  if (computed) return toKey(machine.evaluate(key, scope))
  if (key.type === 'Identifier') return key.name
  return key.type === 'Literal' ? String(key.value) : undefined
}

export function memberKey(machine: Machine, node: MemberExpression, scope: Scope): string | undefined {
  return propertyKey(machine, { key: node.property, computed: node.computed }, scope)
}

export function receiver(machine: Machine, node: Expression | Super, scope: Scope): JsValue {
  return node.type === 'Super' ? unknownValue() : machine.evaluate(node, scope)
}
