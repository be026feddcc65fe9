import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMeter } from '../../../../src/engine/php/budget.ts'
import { arrayKeyOf, toPhpString } from '../../../../src/engine/php/builtins/convert.ts'
import {
  applyBinary,
  applyUnary,
  decrement,
  increment,
} from '../../../../src/engine/php/builtins/operators.ts'
import { unknown } from '../../../../src/engine/php/value.ts'
import type { PhpValue, Unknown } from '../../../../src/engine/php/value.ts'
import { needProgram } from '../../../support/debianPackages.ts'
import { phpFloat, phpInteger, phpNumeral, phpValue, phpWord } from '../../../support/phpArbitraries.ts'
import { askPhp, shown } from '../../../support/phpOracle.ts'
import type { PhpAnswer, PhpQuestion } from '../../../support/phpOracle.ts'
import { trials } from '../../../support/trials.ts'

const operators = '. + - * / % ** << >> & | ^ == != === !== < <= > >= <=> && || xor ??'.split(' ')

test('operators and conversions answer as Debian PHP does, or that they do not know', (context) => {
  needProgram(context, 'php')
  const questions = [
    ...fc.sample(binaryQuestion, { numRuns: trials(20_000), seed: 1 }),
    ...fc.sample(oneValueQuestion, { numRuns: trials(5000), seed: 2 }),
  ]
  const answers = askPhp(questions)
  const wrong: unknown[] = []
  const known = new Map<string, number>()
  for (const [at, question] of questions.entries()) {
    const ours = compute(question)
    if (ours === unknown) continue
    const name = `${question.kind} ${question.name}`
    known.set(name, (known.get(name) ?? 0) + 1)
    const answer = answers[at]!
    if (agrees(question.name, answer, ours)) continue
    wrong.push({ name, args: question.args.map((value) => shown(value, 17)), answer, ours: shown(ours, 17) })
  }
  expect(wrong.slice(0, 20)).toEqual([])
  for (const operator of operators) expect(known.get(`binary ${operator}`), operator).toBeGreaterThan(100)
})

const number = fc.oneof(phpInteger, phpFloat, phpNumeral)
const operands: fc.Arbitrary<[PhpValue, PhpValue]> = fc.oneof(
  fc.tuple(phpValue, phpValue),
  fc.tuple<[PhpValue, PhpValue]>(number, number),
  fc.tuple<[PhpValue, PhpValue]>(phpWord, phpWord),
  phpValue.map((value): [PhpValue, PhpValue] => [value, value]),
)
const binaryQuestion: fc.Arbitrary<PhpQuestion> = fc
  .tuple(fc.constantFrom(...operators), operands)
  .map(([name, args]) => ({ kind: 'binary', name, args }))
const oneValueQuestion: fc.Arbitrary<PhpQuestion> = fc
  .tuple(
    fc.constantFrom('unary !', 'unary -', 'unary +', 'unary ~', 'increment', 'decrement', 'string', 'key'),
    phpValue,
  )
  .map(([kind, value]) => {
    const [word = '', name = ''] = kind.split(' ')
    return { kind: word as PhpQuestion['kind'], name, args: [value] }
  })

function agrees(operator: string, php: PhpAnswer, ours: PhpValue): boolean {
  switch (php.outcome) {
    case 'stopped':
      // Where PHP 8 stops nothing comes after it, so what PHP 7 says there is as good as any.
      return true
    case 'beyond':
      // A float of many digits without a fraction is taken for an integer, which one number cannot tell.
      return typeof ours === 'number' && Math.abs(ours) >= 1e14
    case 'value':
      return shown(php.value, 17) === shown(ours, 17) || (operator === '**' && isClose(php.value, ours))
  }
}

/** The power of C and that of V8 may differ behind the digits that PHP shows. */
function isClose(php: PhpValue, ours: PhpValue): boolean {
  return Math.abs(Number(php) - Number(ours)) <= 1e-13 * Math.abs(Number(php))
}

function compute({ kind, name, args }: PhpQuestion): PhpValue | Unknown {
  const meter = createMeter()
  const [left = null, right = null] = args
  switch (kind) {
    case 'binary':
      return applyBinary(name, left, right, meter)
    case 'unary':
      return applyUnary(name as '!', left, meter)
    case 'increment':
      return increment(left, meter)
    case 'decrement':
      return decrement(left, meter)
    case 'key':
      return arrayKeyOf(left)
    default:
      return toPhpString(left)
  }
}
