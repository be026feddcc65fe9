import { globalValue } from '../browser/globals.ts'
import type { Machine } from './machine.ts'
import type { JsValue, Scope } from './value.ts'

export function childOf(parent: Scope | null): Scope {
  return { names: new Map(), parent }
}

/** The value of a name: the innermost, or what the browser has under it. */
export function lookup(machine: Machine, scope: Scope, name: string): JsValue {
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    const value = at.names.get(name)
    if (value !== undefined) return value
  }
  const value = globalValue(name)
  // The same object every time: what is stored in it must be found again.
  machine.globals.names.set(name, value)
  return value
}

/** Changes the innermost variable of that name, or makes a global one. */
export function store(machine: Machine, scope: Scope, name: string, value: JsValue): void {
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    if (!at.names.has(name)) continue
    at.names.set(name, value)
    return
  }
  machine.globals.names.set(name, value)
}
