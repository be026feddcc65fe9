import type { BinaryExpression, Expression, PrivateIdentifier } from 'acorn'
import type { Machine } from './machine.ts'
import { applyBinary } from './operators.ts'
import { marks, textOf, unknownValue, withMarks } from './value.ts'
import type { JsValue, Scope } from './value.ts'

/** `a + b + c + …` is nested to the left, thousands deep in what packers write. */
export function binarySpine(machine: Machine, node: BinaryExpression, scope: Scope): JsValue {
  const spine: BinaryExpression[] = []
  let first: Expression | PrivateIdentifier = node
  while (first.type === 'BinaryExpression') {
    spine.push(first)
    first = first.left
  }
  let value = first.type === 'PrivateIdentifier' ? unknownValue() : machine.evaluate(first, scope)
  for (const { operator, right } of spine.reverse()) {
    machine.meter.step()
    value = applyBinary(operator, value, machine.evaluate(right, scope), machine.meter)
  }
  return isCutUp(spine, value) ? withMarks(value, marks.hidden) : value
}

/** An address that is written in many pieces is not to be found. */
function isCutUp(spine: readonly BinaryExpression[], value: JsValue): boolean {
  const text = textOf(value)
  if (text === undefined || spine.length < cutsMin || text.length > spine.length * pieceChars) return false
  return (
    text.includes('//') && spine.every(({ operator, right }) => operator === '+' && right.type === 'Literal')
  )
}

const cutsMin = 4
const pieceChars = 7
