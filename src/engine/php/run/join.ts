import type { Abstract } from '../abstract.ts'
import type { ArrayKey } from '../value.ts'
import { factsOf, unknownWith, unset, withFacts } from './values.ts'
import type { ArrayValue } from './values.ts'

/** Arrays that differ are compared element by element up to this size. */
const elementsMax = 64

/** What is true of a value that is one or the other. */
export function join(left: Abstract, right: Abstract): Abstract {
  if (left === right || right === unset) return left
  if (left === unset) return right
  const facts = factsOf([left, right])
  if (isSame(left, right)) return withFacts(left, facts)
  if (left.state === 'array' && right.state === 'array') return joinArrays(left, right)
  return unknownWith(facts)
}

function isSame(left: Abstract, right: Abstract): boolean {
  if (left.state === 'known' && right.state === 'known') return left.value === right.value
  if (left.state === 'object' && right.state === 'object') return left.id === right.id
  if (left.state === 'closure' && right.state === 'closure') return left.id === right.id
  return left.state === 'array' && right.state === 'array' && left.entries === right.entries
}

/** Elements that only one of them has may be there. */
function joinArrays(left: ArrayValue, right: ArrayValue): Abstract {
  const facts = factsOf([left, right])
  if (left.entries.size > elementsMax || right.entries.size > elementsMax) return unknownWith(facts)
  const entries = new Map<ArrayKey, Abstract>(left.entries)
  for (const [key, value] of right.entries) {
    const other = entries.get(key)
    entries.set(key, other === undefined ? value : join(other, value))
  }
  return { state: 'array', entries, next: Math.max(left.next, right.next), ...facts }
}
