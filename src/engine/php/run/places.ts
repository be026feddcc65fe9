import type { Cell } from './cell.ts'
import { phpArrayCellsMax, phpStringBytesMax } from '../../../domain/engineLimits.ts'
import { knownString } from '../abstract.ts'
import type { Abstract } from '../abstract.ts'
import type { ArrayKey } from '../value.ts'
import type { ArrayLiteral, Expression, Index } from '../ast.ts'
import { elementOf, isGlobals, keyOf, nameOf, peek } from './access.ts'
import { write, writeLetter } from './branches.ts'
import { join } from './join.ts'
import type { Frame, Machine, ObjectState } from './machine.ts'
import { staticCell } from './classValues.ts'
import { classNameOf, classNamed, objectState, propertyCell } from './objects.ts'
import { tell } from './told.ts'
import { emptyArray, factsOf, known, unknownWith, unset } from './values.ts'
import type { ArrayValue } from './values.ts'
import { variableCell } from './variables.ts'

/** Where a value can be written: a cell, and the keys from there to the element; null appends. */
export interface Place {
  readonly cell: Cell
  readonly keys: readonly (Abstract | null)[]
  /** The object whose property it is: one that stands for many only learns what is possible. */
  readonly owner: ObjectState | undefined
}

/** Writes a value to a variable, element, property or list of them. */
export function assign(target: Expression, value: Abstract, frame: Frame): void {
  if (target.kind === 'array') {
    assignList(target, value, frame)
    return
  }
  const place = placeFor(target, frame)
  if (place !== null) put(place, value, frame)
}

export function put(place: Place, value: Abstract, frame: Frame): void {
  const { machine } = frame
  const { cell, keys } = place
  if (place.owner?.kind !== 'joined' && putLetter(place, value, machine)) return
  const next = keys.length === 0 ? value : setIn(machine, cell.value, { keys, at: 0, value, isOwned: true })
  write(machine, cell, place.owner?.kind === 'joined' ? join(cell.value, next) : next)
}

/** `$text[$i] = 'x'` on a known text. */
function putLetter({ cell, keys }: Place, value: Abstract, machine: Machine): boolean {
  const [key] = keys
  if (keys.length !== 1 || key === undefined || key === null) return false
  if (key.state !== 'known' || typeof key.value !== 'number') return false
  if (value.state !== 'known' || typeof value.value !== 'string' || value.value === '' || key.value < 0)
    return false
  return writeLetter(machine, cell, key.value, value.value.charCodeAt(0))
}

/** null for what cannot be written, or what nobody knows where it is. */
export function placeFor(target: Expression, frame: Frame): Place | null {
  if (target.kind === 'variable') return variablePlace(target, frame)
  if (target.kind === 'index') return indexPlace(target, frame)
  if (target.kind === 'property') return propertyPlace(target, frame)
  if (target.kind === 'static-property') return staticPlace(target, frame)
  if (target.kind === 'unary') return placeFor(target.operand, frame)
  frame.machine.parts.evaluate(target, frame)
  return null
}

function variablePlace(node: Extract<Expression, { kind: 'variable' }>, frame: Frame): Place | null {
  const { text, from } = nameOf(node.name, frame)
  if (text !== null) {
    return { cell: variableCell(text, frame.machine, frame.scope), keys: [], owner: undefined }
  }
  if (from !== null && from.taint !== 0) {
    tell(frame, node, { kind: 'write-global', name: null, naming: 'computed', callee: from, args: [from] })
  }
  return null
}

function indexPlace(node: Index, frame: Frame): Place | null {
  if (isGlobals(node.base, frame)) return globalPlace(node, frame)
  const base = placeFor(node.base, frame)
  const key = node.key === null ? null : frame.machine.parts.evaluate(node.key, frame)
  return base === null ? null : { ...base, keys: [...base.keys, key] }
}

function globalPlace(node: Index, frame: Frame): Place | null {
  if (node.key === null) return null
  const key = frame.machine.parts.evaluate(node.key, frame)
  const name = knownString(key)
  if (name !== undefined) {
    return { cell: variableCell(name, frame.machine, frame.machine.globals), keys: [], owner: undefined }
  }
  if (key.taint !== 0) {
    tell(frame, node, { kind: 'write-global', name: null, naming: 'computed', callee: key, args: [key] })
  }
  return null
}

function propertyPlace(node: Extract<Expression, { kind: 'property' }>, frame: Frame): Place | null {
  const base = peek(node.base, frame)
  const { text } = nameOf(node.name, frame)
  const owner = objectState(base, frame.machine)
  return owner === undefined || text === null ? null : { cell: propertyCell(owner, text), keys: [], owner }
}

function staticPlace(node: Extract<Expression, { kind: 'static-property' }>, frame: Frame): Place | null {
  const { name } = classNameOf(node.class, frame)
  const { text } = nameOf(node.name, frame)
  const info = name === null ? null : classNamed(name, frame)
  if (info === null || text === null) return null
  const cell = staticCell(info, text, frame)
  return cell === undefined ? null : { cell, keys: [], owner: undefined }
}

function assignList(target: ArrayLiteral, value: Abstract, frame: Frame): void {
  for (const [index, item] of target.items.entries()) {
    if (item === null) continue
    const key = item.key === null ? known(index) : frame.machine.parts.evaluate(item.key, frame)
    assign(item.value, elementOf(value, key, undefined), frame)
  }
}

interface Setting {
  readonly keys: readonly (Abstract | null)[]
  readonly at: number
  readonly value: Abstract
  /** True while every array on the way is held by this cell alone. */
  readonly isOwned: boolean
}

/** `base` with the element set; arrays on the way that others hold are copied. */
function setIn(machine: Machine, base: Abstract, setting: Setting): Abstract {
  if (base.state === 'known' && typeof base.value === 'string' && base.value !== '') {
    return setCharacter(machine, base, base.value, setting)
  }
  const array = isEmptyScalar(base) ? emptyArray() : base
  return array.state === 'array'
    ? setElement(machine, array, setting)
    : unknownWith(factsOf([base, setting.value]))
}

function setElement(machine: Machine, array: ArrayValue, setting: Setting): Abstract {
  const { keys, at, value } = setting
  const key = keyFor(array, keys[at] ?? null)
  if (key === undefined || array.entries.size >= phpArrayCellsMax) return unknownWith(factsOf([array, value]))
  const isOwned = setting.isOwned && machine.owned?.has(array.entries) === true
  const isLast = at === keys.length - 1
  const inner = isLast
    ? value
    : setIn(machine, array.entries.get(key) ?? unset, { keys, value, at: at + 1, isOwned })
  return withEntry(machine, isOwned ? array : copied(machine, array), key, inner)
}

function isEmptyScalar(value: Abstract): boolean {
  return value.state === 'known' && (value.value === null || value.value === false || value.value === '')
}

function keyFor(array: ArrayValue, key: Abstract | null): ArrayKey | undefined {
  return key === null ? array.next : keyOf(key)
}

function copied(machine: Machine, array: ArrayValue): ArrayValue {
  machine.meter.touch(array.entries.size * cellBytes)
  const entries = new Map(array.entries)
  machine.owned ??= new WeakSet()
  machine.owned.add(entries)
  return { ...array, entries }
}

const cellBytes = 16

/** Only for an array that nobody else holds. */
function withEntry(machine: Machine, array: ArrayValue, key: ArrayKey, value: Abstract): Abstract {
  machine.meter.touch(cellBytes)
  const entries = array.entries as Map<ArrayKey, Abstract>
  entries.set(key, value)
  const next = typeof key === 'number' && key >= array.next ? key + 1 : array.next
  const isTold = (value.taint & ~array.taint) === 0
  return { ...array, next, ...(isTold ? {} : factsOf([array, value])) }
}

function setCharacter(machine: Machine, base: Abstract, text: string, setting: Setting): Abstract {
  const facts = factsOf([base, setting.value])
  const key = setting.keys[setting.at] ?? null
  const at = key === null ? undefined : keyOf(key)
  const character = knownString(setting.value)
  const isOne = setting.at === setting.keys.length - 1
  if (typeof at !== 'number' || character === undefined || !isOne) return unknownWith(facts)
  const index = at < 0 ? text.length + at : at
  if (index < 0 || index >= phpStringBytesMax) return unknownWith(facts)
  machine.meter.touch(Math.max(text.length, index))
  return known(text.padEnd(index, ' ').slice(0, index) + character.charAt(0) + text.slice(index + 1), facts)
}
