import { taintBits } from '../abstract.ts'
import type { Abstract } from '../abstract.ts'
import type { Cast, Empty, Expression, Isset } from '../ast.ts'
import { toPhpInteger, toPhpNumber, toPhpString } from '../builtins/convert.ts'
import { unknown } from '../value.ts'
import { peek } from './access.ts'
import { noteRequest } from './guards.ts'
import type { Frame } from './machine.ts'
import { anything, known, listOf, toPhp, truthOf, unknownWith } from './values.ts'

export function evaluateCast(node: Cast, frame: Frame): Abstract {
  const value = frame.machine.parts.evaluate(node.operand, frame)
  return casts[node.to](value, frame)
}

const casts: Readonly<Record<Cast['to'], (value: Abstract, frame: Frame) => Abstract>> = {
  string: castText,
  array: (value) => (value.state === 'known' && value.value !== null ? listOf([value]) : value),
  object: (value) => value,
  bool: castBoolean,
  int: (value, frame) => castNumber('int', value, frame),
  float: (value, frame) => castNumber('float', value, frame),
  unset: () => known(null),
}

function castBoolean(value: Abstract): Abstract {
  const truth = truthOf(value)
  return truth === undefined ? anything : known(truth)
}

function castText(value: Abstract, frame: Frame): Abstract {
  const php = toPhp(value, frame.machine.meter)
  if (php === undefined) return value.state === 'array' ? known('Array') : unknownWith(value)
  return known(toPhpString(php), value)
}

/** A number is nobody's code. */
function castNumber(to: 'int' | 'float', value: Abstract, frame: Frame): Abstract {
  const php = toPhp(value, frame.machine.meter)
  if (php === undefined) return anything
  const number = to === 'int' ? toPhpInteger(php) : toPhpNumber(php)
  return number === unknown
    ? anything
    : known(number, { taint: value.taint & taintBits.decoded, trace: value.trace })
}

export function evaluateIsset(node: Isset, frame: Frame): Abstract {
  const states = node.targets.map((target) => isThere(target, frame))
  if (states.includes(false)) return known(false)
  return states.includes(undefined) ? anything : known(true)
}

/** Undefined when nobody knows. */
function isThere(target: Expression, frame: Frame): boolean | undefined {
  const value = peek(target, frame)
  noteRequest(frame.machine, value)
  if (value.state === 'unknown') return undefined
  return !(value.state === 'known' && value.value === null)
}

export function evaluateEmpty(node: Empty, frame: Frame): Abstract {
  const value = peek(node.operand, frame)
  noteRequest(frame.machine, value)
  const truth = truthOf(value)
  return truth === undefined ? anything : known(!truth)
}
