import { newCell } from './cell.ts'
import type { Cell } from './cell.ts'
import { taintBits } from '../abstract.ts'
import type { Abstract } from '../abstract.ts'
import type { ClassReference } from '../ast.ts'
import { sourceFunctions, sourceMethods } from '../lists/sources.ts'
import { plainName } from './names.ts'
import type { ClassInfo, Frame, Machine, ObjectState, Routine } from './machine.ts'
import { anything, factsOf, unknownWith, unset } from './values.ts'

/** Parents and traits that are followed. */
const ancestorsMax = 32

/** The class a name means here; null for one that the content does not define. */
export function classNamed(name: string, frame: Frame): ClassInfo | null {
  const lower = plainName(name)
  if (lower === 'self' || lower === 'static') return selfClass(frame, lower)
  if (lower === 'parent') return parentOf(frame.classInfo, frame.machine)
  return frame.machine.classes.get(lower) ?? null
}

/** `static` is the class of the object. */
function selfClass(frame: Frame, name: string): ClassInfo | null {
  if (name === 'self' || frame.self?.state !== 'object') return frame.classInfo
  return frame.machine.objects.get(frame.self.id)?.info ?? frame.classInfo
}

function parentOf(info: ClassInfo | null, machine: Machine): ClassInfo | null {
  const parent = info?.parent ?? null
  return parent === null ? null : (machine.classes.get(parent) ?? null)
}

/** Name of the class as facts tell it, lower case; null when it is not known. */
export function classNameOf(
  reference: ClassReference,
  frame: Frame,
): { readonly name: string | null; readonly from: Abstract | null } {
  if (typeof reference === 'string') {
    const lower = plainName(reference)
    return { name: isRelative(lower) ? (classNamed(lower, frame)?.name ?? lower) : lower, from: null }
  }
  const from = frame.machine.parts.evaluate(reference, frame)
  if (from.state === 'object') return { name: from.className, from }
  const text = from.state === 'known' && typeof from.value === 'string' ? from.value : null
  return { name: text === null ? null : plainName(text), from }
}

function isRelative(name: string): boolean {
  return name === 'self' || name === 'static' || name === 'parent'
}

/** The class itself, its traits, its parent with its traits, and so on. */
export function lineageOf(info: ClassInfo, machine: Machine): ClassInfo[] {
  const line: ClassInfo[] = []
  const waiting: ClassInfo[] = [info]
  for (let at = 0; at < waiting.length && line.length < ancestorsMax; at += 1) {
    const next = waiting[at]
    if (next === undefined || line.includes(next)) continue
    line.push(next)
    const names = next.parent === null ? next.traits : [...next.traits, next.parent]
    for (const name of names) {
      const found = machine.classes.get(name)
      if (found !== undefined) waiting.push(found)
    }
  }
  return line
}

export function methodOf(info: ClassInfo, name: string, machine: Machine): Routine | undefined {
  for (const one of lineageOf(info, machine)) {
    const method = one.methods.get(name)
    if (method !== undefined) return method
  }
  return undefined
}

/** A new object; its properties have their first values and no constructor has run. */
export function makeObject(
  machine: Machine,
  state: Pick<ObjectState, 'className' | 'info' | 'args' | 'kind'>,
): Abstract {
  const id = machine.nextId
  machine.nextId += 1
  machine.objects.set(id, { ...state, properties: new Map() })
  const facts = factsOf(state.info === null ? state.args : [])
  return { state: 'object', className: state.className, id, ...facts }
}

export function objectState(value: Abstract | null, machine: Machine): ObjectState | undefined {
  return value?.state === 'object' ? machine.objects.get(value.id) : undefined
}

/** What a property holds; `from` is what computed the name, when it is not known. */
export function propertyValue(
  base: Abstract,
  name: string | null,
  from: Abstract | null,
  frame: Frame,
): Abstract {
  const state = objectState(base, frame.machine)
  if (state === undefined) return foreignProperty(base)
  if (name === null) return unknownWith(factsOf([base, ...(from === null ? [] : [from])]))
  const cell = state.properties.get(name)
  if (cell !== undefined) return cell.value
  return state.info === null ? unknownWith(base) : undeclared(state, frame)
}

/** What functions make of data as it came, so that its properties are the sender's. */
const readers = new Set(['json_decode', 'unserialize', 'simplexml_load_string', 'simplexml_load_file'])

/** A property of an object that a function found for a name of the request is the application's own. */
function foreignProperty(base: Abstract): Abstract {
  const word = base.trace?.word ?? ''
  const isData =
    word.startsWith('$') || readers.has(word) || sourceFunctions.has(word) || sourceMethods.has(word)
  return base.state === 'unknown' && isData ? unknownWith(base) : anything
}

/** A property that no code of the content has written: of any object when it was unserialized, else written elsewhere. */
function undeclared(state: ObjectState, frame: Frame): Abstract {
  const taint = state.kind === 'joined' ? frame.machine.revived : 0
  if (taint === 0) return state.kind === 'joined' ? anything : unset
  return unknownWith({ taint: taint | taintBits.hidden, trace: { word: 'unserialize', before: null } })
}

export function propertyCell(state: ObjectState, name: string): Cell {
  let cell = state.properties.get(name)
  if (cell === undefined) state.properties.set(name, (cell = newCell(unset)))
  return cell
}
