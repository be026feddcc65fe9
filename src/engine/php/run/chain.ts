import { knownString, prefixOf, suffixOf, taintBits, textEdgeCharsMax } from '../abstract.ts'
import type { Abstract, Taint } from '../abstract.ts'
import type { Chain, Expression, Unary } from '../ast.ts'
import { applyBinary, applyUnary } from '../builtins/operators.ts'
import { unknown } from '../value.ts'
import { branch, merge, untouched, visitDead } from './branches.ts'
import { guardsOf, noteComparison } from './guards.ts'
import { join } from './join.ts'
import { tick } from './machine.ts'
import type { Frame } from './machine.ts'
import { anything, factsOf, fromPhp, known, toPhp, traced, truthOf, unknownWith } from './values.ts'
import type { Facts } from './values.ts'

const { decoded, hiddenText, self } = taintBits

export function evaluateChain(node: Chain, frame: Frame): Abstract {
  const { parts } = frame.machine
  const isShort = shortOperators.has(node.links[0]?.operator ?? '')
  let left = isShort ? guarded(node.first, frame) : { value: parts.evaluate(node.first, frame), guards: [] }
  for (const link of node.links) {
    tick(frame.machine)
    const value = shortOperators.has(link.operator)
      ? shortCircuit(link.operator, left, link.right, frame)
      : binary(link.operator, left.value, parts.evaluate(link.right, frame), frame)
    left = { value, guards: left.guards }
  }
  return left.value
}

const shortOperators = new Set(['&&', '||', '??'])

interface Tested {
  readonly value: Abstract
  readonly guards: Frame['guards']
}

function guarded(node: Expression, frame: Frame): Tested {
  return guardsOf(frame, () => frame.machine.parts.evaluate(node, frame))
}

/** The right operand runs behind what the left one asks; when it does not run as far as is known, it is only visited. */
function shortCircuit(operator: string, left: Tested, right: Expression, frame: Frame): Abstract {
  const { machine, guards } = frame
  const decided = decision(operator, left.value)
  const evaluateRight = (): Abstract => machine.parts.evaluate(right, frame)
  frame.guards = [...guards, ...left.guards]
  try {
    if (decided === 'right') return combined(operator, evaluateRight())
    if (decided === 'left') {
      visitDead(frame, right, evaluateRight)
      return operator === '??' ? left.value : known(operator === '||', left.value)
    }
    const way = branch(machine, evaluateRight)
    merge(machine, [way.changes, untouched])
    return operator === '??' ? join(left.value, way.result) : anything
  } finally {
    frame.guards = guards
  }
}

function decision(operator: string, left: Abstract): 'left' | 'right' | 'open' {
  if (operator === '??') {
    if (left.state === 'unknown') return 'open'
    return left.state === 'known' && left.value === null ? 'right' : 'left'
  }
  const truth = truthOf(left)
  if (truth === undefined) return 'open'
  return truth === (operator === '||') ? 'left' : 'right'
}

function combined(operator: string, right: Abstract): Abstract {
  if (operator === '??') return right
  const truth = truthOf(right)
  return truth === undefined ? anything : known(truth)
}

/** Any operator that needs both sides. */
export function binary(operator: string, left: Abstract, right: Abstract, frame: Frame): Abstract {
  if (comparisons.has(operator)) return compare(operator, left, right, frame)
  const facts = resultFacts(operator, left, right)
  const a = toPhp(left, frame.machine.meter)
  const b = toPhp(right, frame.machine.meter)
  if (a === undefined || b === undefined) return openResult(operator, left, right, facts)
  const result = applyBinary(operator, a, b, frame.machine.meter)
  return result === unknown ? unknownWith(facts) : fromPhp(result, facts, frame.machine.meter)
}

const comparisons = new Set(['==', '===', '!=', '!==', '<', '<=', '>', '>=', '<=>'])
const numeric = new Set(['-', '*', '/', '%', '**', '<<', '>>'])
const ofBits = new Set(['^', '|', '&'])

function compare(operator: string, left: Abstract, right: Abstract, frame: Frame): Abstract {
  if (frame.machine.tested !== null) noteComparison(frame.machine, left, right)
  const a = toPhp(left, frame.machine.meter)
  const b = toPhp(right, frame.machine.meter)
  if (a === undefined || b === undefined) return anything
  const result = applyBinary(operator, a, b, frame.machine.meter)
  return typeof result === 'boolean' || typeof result === 'number' ? known(result) : anything
}

function resultFacts(operator: string, left: Abstract, right: Abstract): Facts {
  const facts = factsOf([left, right])
  if (ofBits.has(operator) && isText(left) && isText(right))
    return more(facts, hiddenText | decoded, operator)
  if (operator === '.' && left.state === 'known' && right.state === 'known') {
    return { taint: facts.taint | decoded, trace: facts.trace }
  }
  return facts
}

function isText(value: Abstract): boolean {
  return value.state === 'unknown' || (value.state === 'known' && typeof value.value === 'string')
}

function more(facts: Facts, taint: Taint, word: string): Facts {
  return { taint: facts.taint | taint, trace: traced(facts.trace, word) }
}

/** A number is nobody's code; a path that something was added to is no longer the script's own. */
function openResult(operator: string, left: Abstract, right: Abstract, facts: Facts): Abstract {
  if (left.state === 'array' && right.state === 'array') return unknownWith(facts)
  if (numeric.has(operator) || operator === 'xor') return anything
  return operator === '.' ? openText(left, right, withoutSelfPath(facts)) : unknownWith(facts)
}

function openText(left: Abstract, right: Abstract, facts: Facts): Abstract {
  const whole = knownString(left)
  const prefix = whole === undefined ? prefixOf(left) : (whole + prefixOf(right)).slice(0, textEdgeCharsMax)
  const end = knownString(right)
  const suffix = end === undefined ? suffixOf(right) : (suffixOf(left) + end).slice(-textEdgeCharsMax)
  if (prefix === '' && suffix === '') return unknownWith(facts)
  return { state: 'unknown', taint: facts.taint, trace: facts.trace, edges: { prefix, suffix } }
}

function withoutSelfPath(facts: Facts): Facts {
  if (facts.trace?.word !== '__FILE__') return facts
  return { taint: facts.taint & ~self, trace: null }
}

export function evaluateUnary(node: Unary, frame: Frame): Abstract {
  const operand = frame.machine.parts.evaluate(node.operand, frame)
  const { operator } = node
  if (operator === '@' || operator === '&') return operand
  if (operator === '!') {
    const truth = truthOf(operand)
    return truth === undefined ? anything : known(!truth)
  }
  const hides = operator === '~' && isText(operand)
  const facts = hides ? more(operand, hiddenText | decoded, '~') : operand
  const value = toPhp(operand, frame.machine.meter)
  if (value === undefined) return hides ? unknownWith(facts) : anything
  const result = applyUnary(operator, value, frame.machine.meter)
  return result === unknown ? unknownWith(facts) : fromPhp(result, facts, frame.machine.meter)
}
