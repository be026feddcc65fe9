import { globalValue } from '../browser/globals.ts'
import type { Machine } from './machine.ts'
import { marks, unknownValue } from './value.ts'
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
    const before = at.names.get(name)
    if (before === undefined) continue
    at.names.set(name, at === scope ? value : afterReset(before, value))
    return
  }
  machine.globals.names.set(name, value)
}

/**
 * What is collected in a variable of an outer function is emptied when it was sent. Handlers are run here in some order, so
 * what was in it stays possible.
 */
function afterReset(before: JsValue, value: JsValue): JsValue {
  const isEmptied = value.kind === 'known' && (value.value === null || value.value === '')
  const kept = before.kind === 'object' ? 0 : before.marks & collected
  return isEmptied && kept !== 0 ? unknownValue(kept) : value
}

const collected = marks.field | marks.card | marks.secret | marks.key | marks.cookie
