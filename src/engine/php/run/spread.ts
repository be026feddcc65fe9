import type { Abstract } from '../abstract.ts'
import { unknownWith } from './values.ts'

/** Elements of a known array as arguments; of an array nobody knows, enough of them. */
export function spread(value: Abstract | undefined): readonly Abstract[] {
  if (value === undefined) return []
  if (value.state === 'array') return [...value.entries.values()]
  return [unknownWith(value), unknownWith(value), unknownWith(value)]
}
