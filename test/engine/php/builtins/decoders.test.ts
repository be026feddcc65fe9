import fc from 'fast-check'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { BudgetStop, createMeter } from '../../../../src/engine/php/budget.ts'
import { pureFunctions } from '../../../../src/engine/php/builtins/pureFunctions.ts'
import type { Meter, PhpValue, Unknown } from '../../../../src/engine/php/value.ts'
import { phpBytes } from '../../../support/phpArbitraries.ts'
import { encoders, encoderStack } from '../../../support/phpEncoders.ts'
import { trials } from '../../../support/trials.ts'

test('whatever stack of encoders hides a text, the decoders give it back', () => {
  fc.assert(
    fc.property(fc.array(phpBytes, { maxLength: 12 }), encoderStack(6), (parts, stack) => {
      const text = parts.join("echo 'hf_test';")
      const hidden = stack.reduce((inner, { encode }) => encode(inner), text)
      const meter = createMeter()
      const found = [...stack]
        .reverse()
        .reduce<PhpValue | Unknown>((outer, { decode }) => call(...decode(asText(outer)), meter), hidden)
      expect(found).toBe(text)
    }),
    { numRuns: trials(1500), seed: 3 },
  )
})

test('every encoder changes a text that its decoder then gives back', () => {
  const text = "$e = 'the quick brown fox'; echo 'hf_test_0';"
  const changing = encoders.filter(({ encode }) => encode(text) !== text)
  expect(changing.length).toBe(encoders.length - 1)
  for (const { encode, decode } of encoders) expect(call(...decode(encode(text)), createMeter())).toBe(text)
})

test('a bomb ends the analysis before it takes memory', () => {
  const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024)).toString('latin1')
  const before = process.memoryUsage().rss
  expect(() => call('gzdecode', [bomb], createMeter())).toThrow(BudgetStop)
  expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024)
})

test('bombs that each stay below the limit end the analysis together', () => {
  const packed = gzipSync(Buffer.alloc(7 * 1024 * 1024)).toString('latin1')
  const meter = createMeter()
  expect(call('gzdecode', [packed], meter)).toHaveLength(7 * 1024 * 1024)
  expect(call('gzdecode', [packed], meter)).toHaveLength(7 * 1024 * 1024)
  expect(() => call('gzdecode', [packed], meter)).toThrow(BudgetStop)
})

test('what cannot be inflated is paid as the most it might have been', () => {
  const meter = createMeter()
  const broken = `${gzipSync(Buffer.alloc(7 * 1024 * 1024))
    .subarray(0, -8)
    .toString('latin1')}notacrc!`
  expect(call('gzdecode', [broken], meter)).toBe(false)
  const stop = () => {
    for (let turn = 0; turn < 1000; turn += 1) call('gzdecode', [broken], meter)
  }
  expect(stop).toThrow(BudgetStop)
})

test('of a truncated stream there is what it holds', () => {
  const packed = gzipSync(Buffer.from("echo 'hf_test';".repeat(200))).toString('latin1')
  const text = call('gzdecode', [packed.slice(0, -12)], createMeter())
  expect(asText(text).startsWith("echo 'hf_test';echo 'hf_test';")).toBe(true)
})

function asText(value: PhpValue | Unknown): string {
  return typeof value === 'string' ? value : ''
}

function call(name: string, args: readonly PhpValue[], meter: Meter): PhpValue | Unknown {
  return pureFunctions.get(name)!(args, meter)
}
