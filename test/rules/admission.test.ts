import { describe, expect, it } from 'vitest'
import { admit } from '../../src/rules/admission.ts'
import { loadYaraEngine } from '../../src/rules/loadEngine.ts'
import { parsePackFile } from '../../src/rules/loadPacks.ts'
import { samplesOf } from '../../src/rules/patternSamples.ts'
import { cpuClock } from '../support/cpuClock.ts'
import { errorOf, yaraPack } from '../support/packs.ts'

const engine = await loadYaraEngine()

describe('the admission test', () => {
  it('lets an ordinary pack in and says what is in it', () => {
    const pack = yaraPack(
      'mine',
      'rule a { strings: $a = "AAAA" $b = /foo[a-z]{1,20}bar/ condition: any of them }',
    )
    expect(admit(engine, pack, cpuClock)).toMatchObject([
      { pack: 'mine', identifier: 'a', tier: 'suspicious' },
    ])
  })

  it('refuses a rule that its own text can slow down, by name and line', () => {
    const source = `
      private rule php { strings: $a = "<?php" condition: $a }
      rule fine { strings: $a = "AAAA" condition: php and $a }
      rule chain { strings: $a = /(chr\\([0-9]{1,3}\\)\\.?){2,}eval/ condition: php and $a }`
    const error = errorOf(() => admit(engine, yaraPack('mine', source), cpuClock))
    expect(error).toMatchObject({ code: 'HF_RULE_SLOW', facts: { pack: 'mine', rule: 'chain', line: 4 } })
  })

  it('compiles what it lets in', () => {
    const broken = yaraPack('mine', 'rule a { strings: $a = "AAAA" condition: $b }')
    expect(errorOf(() => admit(engine, broken, cpuClock))).toMatchObject({ code: 'HF_RULES_INVALID' })
  })

  it('lets a list in as it is', () => {
    const list = parsePackFile('hashes', Buffer.from('0'.repeat(64)), 'deny')
    expect(admit(engine, list, cpuClock)).toMatchObject([{ pack: 'hashes', tier: 'malicious' }])
  })
})

describe('samples of a pattern', () => {
  it.each([
    ['string', '"a\\x41\\"b\\\\"', ['aA"b\\']],
    ['hex', '{ 4D 5A [2-4] ?? (41 | 42) }', ['MZAB']],
    ['regex', '/abc/', ['abc', 'ab']],
    [
      'regex',
      '/(chr\\([0-9]{1,3}\\)\\.?){2,}eval/i',
      ['chr(000).chr(000).chr(000).eval', 'chr(000).chr(000).chr(000).eva', 'chr(000).chr(000).chr(000).'],
    ],
    ['regex', '/(foo|ba(r|z))[^a1]\\s+x$/', ['foo    x', 'foo    x', '   ']],
    ['regex', '/[\\x41-\\x5a]{3}\\x00/', ['AAA\0', 'AAA', 'AAA']],
  ] as const)('%s %s', (kind, text, samples) => {
    expect(samplesOf({ kind, text })).toEqual(samples)
  })
})
