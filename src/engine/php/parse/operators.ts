import { operatorKind, tokenKind } from '../lex/tokenKind.ts'
import { type Parser, word } from './parser.ts'

/** How tightly operators bind, PHP 8's order. */
export const level = {
  lowest: 1,
  /** Above `and`, `or`, `xor`. */
  value: 4,
  ternary: 5,
  coalesce: 6,
  instanceOf: 19,
  power: 21,
  operand: 22,
} as const

const levels = new Map<number, number>(
  (
    [
      ['?', level.ternary],
      ['??', level.coalesce],
      ['||', 7],
      ['&&', 8],
      ['|', 9],
      ['^', 10],
      ['&', 11],
      ['== != <> === !== <=>', 12],
      ['< <= > >=', 13],
      ['.', 14],
      ['<< >>', 15],
      ['+ -', 16],
      ['* / %', 17],
      ['**', level.power],
    ] as const
  ).flatMap(([operators, number]) =>
    operators.split(' ').map((operator) => [operatorKind(operator), number]),
  ),
)

const wordLevels = new Map<string, number>([
  ['or', 1],
  ['xor', 2],
  ['and', 3],
  ['instanceof', level.instanceOf],
])
const longestOperatorWord = 10

/** Level of the operator at hand, 0 when the token is none. */
export function levelAt(parser: Parser): number {
  if (parser.kind !== tokenKind.name) return levels.get(parser.kind) ?? 0
  return parser.end - parser.start > longestOperatorWord ? 0 : (wordLevels.get(word(parser)) ?? 0)
}

const sameOperators = new Map([
  ['and', '&&'],
  ['or', '||'],
  ['<>', '!='],
])

/** The operator in the spelling of the tree. */
export function operatorName(written: string): string {
  return sameOperators.get(written) ?? written
}

const assignments = new Set(
  ['=', '+=', '-=', '*=', '/=', '.=', '%=', '&=', '|=', '^=', '**=', '<<=', '>>=', '??='].map(operatorKind),
)

export function isAssignment(kind: number): boolean {
  return assignments.has(kind)
}
