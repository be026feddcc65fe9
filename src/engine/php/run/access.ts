import type { Cell } from './cell.ts'
import { knownString, taintBits } from '../abstract.ts'
import type { Abstract } from '../abstract.ts'
import type { Expression, Index } from '../ast.ts'
import { arrayKeyOf } from '../builtins/convert.ts'
import { filesKeyTaint, serverKeyTaint } from '../lists/sources.ts'
import { unknown } from '../value.ts'
import type { ArrayKey } from '../value.ts'
import type { Frame, Machine } from './machine.ts'
import { propertyValue } from './objects.ts'
import { known, unknownWith, unset } from './values.ts'
import { readVariable } from './variables.ts'

/** As a key of an array; undefined when it is not known. */
export function keyOf(value: Abstract): ArrayKey | undefined {
  if (value.state !== 'known') return undefined
  const key = arrayKeyOf(value.value)
  return key === unknown ? undefined : key
}

/** The name that an expression computes, or the one that is written. */
export function nameOf(
  name: string | Expression,
  frame: Frame,
): { text: string | null; from: Abstract | null } {
  if (typeof name === 'string') return { text: name, from: null }
  const from = frame.machine.parts.evaluate(name, frame)
  return { text: knownString(from) ?? null, from }
}

/** What is in an element. The array itself stays where it is, so that reading it does not make the next write copy it. */
export function evaluateIndex(node: Index, frame: Frame): Abstract {
  return share(frame.machine, peekIndex(node, frame))
}

/** The cell of a text that is just being changed letter by letter. */
export function letteredCell(node: Expression, frame: Frame): Cell | undefined {
  if (node.kind !== 'variable' || typeof node.name !== 'string') return undefined
  const cell = frame.scope.cells.get(node.name)
  return cell?.letterCount === undefined ? undefined : cell
}

/** One letter of it, without making the whole text. */
function letterOf(cell: Cell, node: Index, frame: Frame): Abstract {
  const at = node.key === null ? unset : frame.machine.parts.evaluate(node.key, frame)
  const code = at.state === 'known' && typeof at.value === 'number' ? cell.letterAt(at.value) : undefined
  if (code === undefined) return elementOf(cell.value, at, undefined)
  const { hiddenText, decoded } = taintBits
  return known(String.fromCharCode(code), { taint: hiddenText | decoded, trace: null })
}

/** A value without saying that somebody else holds it now. */
export function peek(node: Expression, frame: Frame): Abstract {
  if (node.kind === 'variable') return peekVariable(node.name, frame)
  if (node.kind === 'index') return peekIndex(node, frame)
  return node.kind === 'property' ? peekProperty(node, frame) : frame.machine.parts.evaluate(node, frame)
}

function peekVariable(name: string | Expression, frame: Frame): Abstract {
  const { text, from } = nameOf(name, frame)
  if (text === null) return from === null ? unset : unknownWith(from)
  if (text === 'this') return frame.self ?? unset
  const cell = frame.scope.cells.get(text)
  if (cell?.isGrowing === true) settleGrown(frame.machine, cell)
  return readVariable(text, frame.machine, frame.scope)
}

function settleGrown(machine: Machine, cell: Cell): void {
  const { value } = cell
  if (value.state === 'known' && typeof value.value === 'string') machine.meter.touch(value.value.length)
  cell.isGrowing = false
}

function peekIndex(node: Index, frame: Frame): Abstract {
  if (isGlobals(node.base, frame)) return globalVariable(node.key, frame)
  const lettered = letteredCell(node.base, frame)
  if (lettered !== undefined) return letterOf(lettered, node, frame)
  const base = peek(node.base, frame)
  if (node.key === null) return unset
  const key = keyValue(node.key, frame)
  return elementOf(base, key, serverKey(node.base, key))
}

function peekProperty(node: Extract<Expression, { kind: 'property' }>, frame: Frame): Abstract {
  const base = peek(node.base, frame)
  const { text, from } = nameOf(node.name, frame)
  return propertyValue(base, text, from, frame)
}

/** A word without quotes is a key in old PHP. */
function keyValue(key: Expression, frame: Frame): Abstract {
  const value = frame.machine.parts.evaluate(key, frame)
  return key.kind === 'constant' && value.state === 'unknown' ? known(key.name) : value
}

/** From now on two hold the arrays in `value`. */
export function share(machine: Machine, value: Abstract): Abstract {
  if (value.state === 'array') machine.owned?.delete(value.entries)
  return value
}

/** `$_SERVER[key]`: what the server itself puts there is no taint; undefined for any other base. */
function serverKey(base: Expression, key: Abstract): number | undefined {
  return base.kind === 'variable' && base.name === '_SERVER' ? serverKeyTaint(knownString(key)) : undefined
}

export function elementOf(base: Abstract, key: Abstract, taintOfServer: number | undefined): Abstract {
  switch (base.state) {
    case 'array':
      return arrayElement(base, key)
    case 'known':
      return typeof base.value === 'string' ? characterOf(base, base.value, key) : unset
    case 'unknown':
      return unknownElement(base, key, taintOfServer)
    case 'object':
    case 'closure':
      return unknownWith(base)
  }
}

function arrayElement(base: Extract<Abstract, { state: 'array' }>, key: Abstract): Abstract {
  const known = keyOf(key)
  if (known === undefined) return unknownWith(base)
  return base.entries.get(known) ?? unset
}

/** One character of a text: how a name is spelled that nobody shall find. */
function characterOf(base: Abstract, text: string, key: Abstract): Abstract {
  const taint = base.taint | taintBits.hiddenText | taintBits.decoded
  const at = keyOf(key)
  if (typeof at !== 'number') return unknownWith({ taint, trace: base.trace })
  const character = text.charAt(at < 0 ? text.length + at : at)
  return known(character, { taint, trace: base.trace })
}

function unknownElement(base: Abstract, key: Abstract, taintOfServer: number | undefined): Abstract {
  const { user, upload } = taintBits
  if (taintOfServer !== undefined && base.taint !== 0) {
    return unknownWith({ taint: taintOfServer, trace: taintOfServer === 0 ? null : base.trace })
  }
  const text = knownString(key)
  if ((base.taint & (user | upload)) === (user | upload) && text !== undefined && isFileKey(text)) {
    return unknownWith({ taint: (base.taint & ~(user | upload)) | filesKeyTaint(text), trace: base.trace })
  }
  return unknownWith(base)
}

const fileKeys = new Set(['name', 'type', 'full_path', 'tmp_name', 'size', 'error'])

function isFileKey(key: string): boolean {
  return fileKeys.has(key)
}

/** `$GLOBALS`, however its name is written. */
export function isGlobals(node: Expression, frame: Frame): boolean {
  if (node.kind !== 'variable') return false
  return typeof node.name === 'string' ? node.name === 'GLOBALS' : nameOf(node.name, frame).text === 'GLOBALS'
}

function globalVariable(key: Expression | null, frame: Frame): Abstract {
  if (key === null) return unset
  const value = keyValue(key, frame)
  const name = knownString(value)
  if (name === undefined) return unknownWith(value)
  const { machine } = frame
  return share(machine, readVariable(name, machine, machine.globals))
}
