import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMeter } from '../../../../src/engine/php/budget.ts'
import { pureFunctions } from '../../../../src/engine/php/builtins/pureFunctions.ts'
import { unknown } from '../../../../src/engine/php/value.ts'
import type { PhpValue } from '../../../../src/engine/php/value.ts'
import { needProgram } from '../../../support/debianPackages.ts'
import { phpCalls } from '../../../support/phpCalls.ts'
import { askPhp, shown } from '../../../support/phpOracle.ts'
import type { PhpAnswer, PhpQuestion } from '../../../support/phpOracle.ts'
import { trials } from '../../../support/trials.ts'

/** By reference in PHP, or warned of for most inputs. */
const askedElsewhere = new Set(['end', 'reset', 'convert_uudecode'])
/** The functions of bytes behind them are asked about; PHP has these only with an extension. */
const multibyte = /^(?:mb|iconv)_/

test('every function is asked about', () => {
  const missing = [...pureFunctions.keys()].filter(
    (name) => !(name in phpCalls) && !askedElsewhere.has(name) && !multibyte.test(name),
  )
  expect(missing).toEqual([])
})

test('functions answer as Debian PHP does, or that they do not know', (context) => {
  needProgram(context, 'php')
  const questions = Object.entries(phpCalls).flatMap(([name, values]) =>
    fc
      .sample(values, { numRuns: trials(200), seed: 7 })
      .map((args): PhpQuestion => ({ kind: 'function', name, args })),
  )
  const answers = askPhp(questions)
  const wrong: unknown[] = []
  const known = new Map<string, number>()
  for (const [at, question] of questions.entries()) {
    const ours = pureFunctions.get(question.name)!(question.args, createMeter())
    if (ours === unknown) continue
    known.set(question.name, (known.get(question.name) ?? 0) + 1)
    const php = answerText(answers[at]!)
    if (php === shown(ours, 16) || isClosePower(question.name, answers[at]!, ours)) continue
    // Where PHP 8 stops nothing comes after it, so what PHP 7 says there is as good as any.
    if (php === 'stopped' && question.name === 'pow') continue
    wrong.push(
      `${question.name}(${question.args.map((value) => shown(value, 16)).join(', ')}) PHP: ${php} ours: ${shown(ours, 16)}`,
    )
  }
  expect(wrong.slice(0, 25)).toEqual([])
  // A function that never knows would agree with anything.
  const silent = Object.keys(phpCalls).filter((name) => (known.get(name) ?? 0) < trials(200) / 8)
  expect(silent).toEqual([])
})

/** The power of C and that of V8 may differ behind the digits that PHP shows. */
function isClosePower(name: string, answer: PhpAnswer, ours: PhpValue): boolean {
  if (name !== 'pow' || answer.outcome !== 'value') return false
  return Math.abs(Number(answer.value) - Number(ours)) <= 1e-13 * Math.abs(Number(ours))
}

function answerText(answer: PhpAnswer): string {
  return answer.outcome === 'value' ? shown(answer.value, 16) : answer.outcome
}
