import type { Cell } from './cell.ts'
import { phpStringBytesMax } from '../../../domain/engineLimits.ts'
import { taintBits } from '../abstract.ts'
import type { Abstract } from '../abstract.ts'
import type { Assign, Expression, Step } from '../ast.ts'
import { decrement, increment } from '../builtins/operators.ts'
import { unknown } from '../value.ts'
import { branch, merge, untouched, visitDead } from './branches.ts'
import { binary } from './chain.ts'
import { join } from './join.ts'
import type { Frame } from './machine.ts'
import { assign, placeFor, put } from './places.ts'
import type { Place } from './places.ts'
import { anything, fromPhp, known, toPhp, unknownWith, unset } from './values.ts'
import { elementOf, nameOf, share } from './access.ts'
import { objectState } from './objects.ts'

export function evaluateAssign(node: Assign, frame: Frame): Abstract {
  if (node.operator === '') return node.byRef ? bind(node, frame) : assignPlain(node, frame)
  return node.operator === '??' ? assignMissing(node, frame) : assignCombined(node, frame)
}

function assignPlain(node: Assign, frame: Frame): Abstract {
  const value = frame.machine.parts.evaluate(node.value, frame)
  assign(node.target, value, frame)
  return value
}

/** `a = &b`: both names get one cell. An element is copied: nobody hides behind a reference into an array. */
function bind(node: Assign, frame: Frame): Abstract {
  const source = placeFor(node.value, frame)
  if (source === null || source.keys.length > 0) return assignPlain(node, frame)
  if (!rebind(node.target, source.cell, frame)) assign(node.target, source.cell.value, frame)
  return share(frame.machine, source.cell.value)
}

/** Makes a name stand for a cell; false when the target is no name. */
function rebind(target: Expression, cell: Cell, frame: Frame): boolean {
  if (target.kind === 'variable') {
    const { text } = nameOf(target.name, frame)
    if (text !== null) frame.scope.cells.set(text, cell)
    return text !== null
  }
  if (target.kind !== 'property') return false
  const owner = objectState(frame.machine.parts.evaluate(target.base, frame), frame.machine)
  const { text } = nameOf(target.name, frame)
  if (owner === undefined || text === null) return false
  owner.properties.set(text, cell)
  return true
}

function assignMissing(node: Assign, frame: Frame): Abstract {
  const { machine } = frame
  const place = placeFor(node.target, frame)
  const old = place === null ? anything : valueAt(place)
  const write = (): Abstract => {
    const value = machine.parts.evaluate(node.value, frame)
    if (place !== null) put(place, value, frame)
    return value
  }
  if (old.state === 'known' && old.value === null) return write()
  if (old.state !== 'unknown') {
    visitDead(frame, node.value, write)
    return old
  }
  const way = branch(machine, write)
  merge(machine, [way.changes, untouched])
  return join(old, way.result)
}

function assignCombined(node: Assign, frame: Frame): Abstract {
  const { machine } = frame
  const right = machine.parts.evaluate(node.value, frame)
  const place = placeFor(node.target, frame)
  if (place === null) return binary(node.operator, anything, right, frame)
  const old = valueAt(place)
  if (node.operator === '.' && isGrowable(place, old, right)) return grow(place, old, right, frame)
  const value = binary(node.operator, old === anything ? unsetOf(place, old) : old, right, frame)
  put(place, value, frame)
  return value
}

/** A name that nothing was written to before `.=`: PHP starts with the empty text. */
function unsetOf(place: Place, old: Abstract): Abstract {
  return place.keys.length === 0 && place.owner === undefined && place.cell.value === anything ? unset : old
}

function valueAt(place: Place): Abstract {
  let value = place.cell.value
  for (const key of place.keys) value = key === null ? unset : elementOf(value, key, undefined)
  return value
}

const { decoded } = taintBits
type Text = Extract<Abstract, { state: 'known' }> & { readonly value: string }

function isGrowable(place: Place, old: Abstract, right: Abstract): boolean {
  return place.keys.length === 0 && isKnownText(old) && isKnownText(right)
}

function isKnownText(value: Abstract): value is Text {
  return value.state === 'known' && typeof value.value === 'string'
}

/** `.=` costs what is added: the engine below us keeps the pieces, and whoever looks into the text first pays for all. */
function grow(place: Place, old: Abstract, right: Abstract, frame: Frame): Abstract {
  if (!isKnownText(old) || !isKnownText(right)) return anything
  const { meter } = frame.machine
  meter.touch(right.value.length + pieceBytes)
  const facts = { taint: old.taint | right.taint | decoded, trace: old.trace ?? right.trace }
  const isTooLong = old.value.length + right.value.length > phpStringBytesMax
  const value = isTooLong ? unknownWith(facts) : known(old.value + right.value, facts)
  put(place, value, frame)
  place.cell.isGrowing = true
  return value
}

/** What a piece of a text costs besides its bytes. */
const pieceBytes = 16

export function evaluateStep(node: Step, frame: Frame): Abstract {
  const place = placeFor(node.target, frame)
  if (place === null) return anything
  const old = valueAt(place)
  const start = old === anything ? unsetOf(place, old) : old
  const value = stepped(node, start, frame)
  put(place, value, frame)
  return node.position === 'before' ? value : start
}

/** `++` on a text makes the alphabet that some write whole programs with. */
function stepped(node: Step, old: Abstract, frame: Frame): Abstract {
  const { meter } = frame.machine
  const value = toPhp(old, meter)
  if (value === undefined) return unknownWith({ taint: 0, trace: null })
  const result = node.operator === '++' ? increment(value, meter) : decrement(value, meter)
  const facts =
    typeof value === 'string'
      ? { taint: old.taint | taintBits.hiddenText | decoded, trace: old.trace }
      : { taint: old.taint, trace: old.trace }
  return result === unknown ? unknownWith(facts) : fromPhp(result, facts, meter)
}
