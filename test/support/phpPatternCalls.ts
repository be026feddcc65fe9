import fc from 'fast-check'
import { phpArrayOf, phpText, phpWord } from './phpArbitraries.ts'
import { args, eachOf, optional, small, words } from './phpArguments.ts'
import type { Calls } from './phpArguments.ts'

const atom = fc.constantFrom(
  'a',
  'b',
  '.',
  '[ab]',
  '[^a]',
  '\\d',
  '\\w',
  '\\s',
  '(a)',
  '(a|b)',
  '(?:ab|a)',
  '(z)?',
  '[a-z0-9,]',
  '\\.',
  '\\x41',
  '(a|(b))',
  '[[:alpha:]]',
  'é',
)
const quantifier = fc.constantFrom('', '', '', '*', '+', '?', '*?', '+?', '{2}', '{1,2}', '{2,}', '??')
const edge = fc.constantFrom('', '', '', '', '^', '$', '\\b', '|', '\\A', '\\z', '\\B')
const pattern = fc
  .tuple(
    fc.array(fc.tuple(edge, atom, quantifier), { maxLength: 4 }),
    edge,
    fc.constantFrom('', 'i', 's', 'm', 'U', 'D', 'A', 'im'),
    fc.constantFrom('//', '##', '{}', '~~'),
  )
  .map(
    ([parts, end, flags, delimiters]) =>
      `${delimiters.charAt(0)}${parts.map((part) => part.join('')).join('')}${end}${delimiters.charAt(1)}${flags}`,
  )
const replacement = fc.constantFrom('', 'x', '<$0>', '[$1]', '${1}2', '\\1\\2', '\\\\1', '$9', '$', 'a\\')

export const patternCalls: Calls = {
  preg_quote: optional(1, phpText, fc.constantFrom('/', '#')),
  ...eachOf(['preg_match', 'preg_match_all'], args(pattern, phpWord)),
  preg_replace: fc.oneof(
    optional(1, pattern, replacement, phpWord, small),
    args(phpArrayOf(pattern), replacement, phpWord),
    args(phpArrayOf(pattern), phpArrayOf(replacement), words),
  ),
  preg_split: optional(2, pattern, phpWord, fc.constantFrom(-1, 0, 2, 3, null), fc.constantFrom(0, 1)),
  preg_grep: args(pattern, words),
}
