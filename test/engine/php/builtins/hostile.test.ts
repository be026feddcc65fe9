import fc from 'fast-check'
import { expect, test } from 'vitest'
import { phpArrayCellsMax, phpStringBytesMax } from '../../../../src/domain/engineLimits.ts'
import { BudgetStop, createMeter } from '../../../../src/engine/php/budget.ts'
import { compareValues, looseEquals, strictEquals } from '../../../../src/engine/php/builtins/convert.ts'
import { applyBinary, increment, isBinaryOperator } from '../../../../src/engine/php/builtins/operators.ts'
import { arrayOf, isArray, listOf } from '../../../../src/engine/php/builtins/phpArray.ts'
import { pureFunctions } from '../../../../src/engine/php/builtins/pureFunctions.ts'
import { unknown } from '../../../../src/engine/php/value.ts'
import type { PhpValue, Unknown } from '../../../../src/engine/php/value.ts'
import { phpValue } from '../../../support/phpArbitraries.ts'
import { trials } from '../../../support/trials.ts'

const long = 'a%1$s('.repeat(50_000)
const deep = nested(20_000)
const wide = listOf(Array.from({ length: phpArrayCellsMax }, (_, at) => `k${at}`))
const hostile: readonly PhpValue[] = [
  ...[null, true, false, '', '0', '-1', long, `${long}\0`, '%', '*', '/(', '\xff\xfe'],
  ...[0, -1, 1, 2, 16, 64, 255, 1e6, 2 ** 31, -(2 ** 31), Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
  ...[NaN, Infinity, -Infinity, 1e300, 1.5],
  ...[
    listOf([]),
    deep,
    wide,
    doubling(40),
    arrayOf([
      ['__proto__', 1],
      ['constructor', 'x'],
    ]),
  ],
]
const anyArgument = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...hostile) },
  { weight: 1, arbitrary: phpValue },
)
const anyArguments = fc.array(anyArgument, { maxLength: 5 })

test('no arguments make a function throw, run for long or answer with too much', () => {
  for (const [name, apply] of pureFunctions) {
    for (const args of fc.sample(anyArguments, { numRuns: trials(40), seed: 11 })) {
      const answer = orStop(() => apply(args, createMeter()))
      expect(isBounded(answer), `${name}(${args.map((value) => typeof value).join(', ')})`).toBe(true)
    }
  }
})

test('operators and comparisons end on values that share or nest themselves', () => {
  const operators = '. + - * / % ** << >> & | ^ == === < <=> && ??'.split(' ')
  for (const operator of operators) {
    for (const [left, right] of fc.sample(fc.tuple(anyArgument, anyArgument), {
      numRuns: trials(30),
      seed: 12,
    }))
      expect(isBounded(orStop(() => applyBinary(operator, left, right, createMeter()))), operator).toBe(true)
  }
  expect(compareValues(deep, nested(20_000), createMeter())).toBe(unknown)
  expect(looseEquals(deep, nested(20_000), createMeter())).toBe(unknown)
  expect(strictEquals(deep, nested(20_000), createMeter())).toBe(unknown)
  expect(() => looseEquals(doubling(40), doubling(40), createMeter())).toThrow(BudgetStop)
})

test('a loop that appends and reads is stopped by the bytes it copies', () => {
  const meter = createMeter()
  const stop = () => {
    let text: PhpValue | Unknown = 'a'.repeat(phpStringBytesMax - 100_000)
    for (let turn = 0; turn < 60_000 && text !== unknown; turn += 1) text = applyBinary('.', text, 'a', meter)
  }
  expect(stop).toThrow(BudgetStop)
  const again = createMeter()
  const word = 'z'.repeat(100_000)
  expect(() => {
    for (let turn = 0; turn < 60_000; turn += 1) increment(word, again)
  }).toThrow(BudgetStop)
})

test('names of the host are no names of PHP', () => {
  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf']) {
    expect(pureFunctions.has(name)).toBe(false)
    expect(isBinaryOperator(name)).toBe(false)
    expect(applyBinary(name, 1, 1, createMeter())).toBe(unknown)
  }
})

/** What BudgetStop ends is fine; anything else that is thrown is not caught. */
function orStop(run: () => PhpValue | Unknown): PhpValue | Unknown {
  try {
    return run()
  } catch (error) {
    if (error instanceof BudgetStop) return unknown
    throw error
  }
}

function isBounded(answer: PhpValue | Unknown): boolean {
  if (answer === unknown) return true
  if (typeof answer === 'string') return answer.length <= phpStringBytesMax * 2 && !/[^\0-\xff]/.test(answer)
  return !isArray(answer) || answer.entries.size <= phpArrayCellsMax
}

function nested(depth: number): PhpValue {
  let value: PhpValue = 'x'
  for (let level = 0; level < depth; level += 1) value = listOf([value])
  return value
}

/** 2^levels elements for whoever walks them all, and hardly any in memory. */
function doubling(levels: number): PhpValue {
  let value: PhpValue = 'x'
  for (let level = 0; level < levels; level += 1) value = listOf([value, value])
  return value
}
