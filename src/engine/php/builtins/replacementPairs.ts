import { unknown } from '../value.ts'
import type { PhpValue, Unknown } from '../value.ts'
import { toPhpString } from './convert.ts'
import { isArray } from './phpArray.ts'

export type ReplacementPair = readonly [search: string, by: string]

/**
 * What is looked for with what takes its place, as `str_replace` and `preg_replace` pair their first two arguments: a
 * shorter list of the second goes on with empty texts. Unknown for one text and several replacements.
 */
export function replacementPairs(search: PhpValue, by: PhpValue): readonly ReplacementPair[] | Unknown {
  if (!isArray(search)) return isArray(by) ? unknown : [[toPhpString(search), toPhpString(by)]]
  const searched = Array.from(search.entries.values(), toPhpString)
  const others = isArray(by) ? Array.from(by.entries.values(), toPhpString) : undefined
  const common = isArray(by) ? '' : toPhpString(by)
  return searched.map((text, at) => [text, others === undefined ? common : (others[at] ?? '')] as const)
}
