import { prefixOf } from '../abstract.ts'
import type { Abstract } from '../abstract.ts'
import type { ArrayKey } from '../value.ts'
import { factsOf, unknownWith, unset, withFacts } from './values.ts'
import type { ArrayValue } from './values.ts'

/** Arrays that differ are compared element by element up to this size. */
const elementsMax = 64

/** Arrays in arrays that are joined element by element: an array that holds itself twice has no end of them. */
const depthMax = 4

/** What is true of a value that is one or the other. */
export function join(left: Abstract, right: Abstract): Abstract {
  return joinAt(left, right, 0)
}

function joinAt(left: Abstract, right: Abstract, depth: number): Abstract {
  if (left === right || right === unset) return left
  if (left === unset) return right
  const facts = factsOf([left, right])
  if (isSame(left, right)) return withFacts(left, facts)
  if (left.state === 'array' && right.state === 'array') return joinArrays(left, right, depth)
  return withPrefix(facts, commonPrefix(prefixOf(left), prefixOf(right)))
}

/** What both texts begin with is still known; their ends are not worth it. */
function withPrefix(facts: ReturnType<typeof factsOf>, prefix: string): Abstract {
  if (prefix === '') return unknownWith(facts)
  return { state: 'unknown', taint: facts.taint, trace: facts.trace, edges: { prefix, suffix: '' } }
}

/** Directories are told apart well before. */
const edgeCharsMax = 256

function commonPrefix(left: string, right: string): string {
  const max = Math.min(left.length, right.length, edgeCharsMax)
  let length = 0
  while (length < max && left[length] === right[length]) length += 1
  return left.slice(0, length)
}

function isSame(left: Abstract, right: Abstract): boolean {
  if (left.state === 'known' && right.state === 'known') return left.value === right.value
  if (left.state === 'object' && right.state === 'object') return left.id === right.id
  if (left.state === 'closure' && right.state === 'closure') return left.id === right.id
  return left.state === 'array' && right.state === 'array' && left.entries === right.entries
}

/** Elements that only one of them has may be there. */
function joinArrays(left: ArrayValue, right: ArrayValue, depth: number): Abstract {
  const facts = factsOf([left, right])
  if (depth === depthMax) return unknownWith(facts)
  if (left.entries.size > elementsMax || right.entries.size > elementsMax) return unknownWith(facts)
  const entries = new Map<ArrayKey, Abstract>(left.entries)
  for (const [key, value] of right.entries) {
    const other = entries.get(key)
    entries.set(key, other === undefined ? value : joinAt(other, value, depth + 1))
  }
  return { state: 'array', entries, next: Math.max(left.next, right.next), ...facts }
}
