import { describe, expect, it } from 'vitest'
import { enginePack } from '../../src/engine/engineRules.ts'
import { buildRuleset } from '../../src/engine/ruleset.ts'
import { loadYaraEngine } from '../../src/rules/loadEngine.ts'
import { parsePackFile } from '../../src/rules/loadPacks.ts'
import { errorOf, judgeBytes, loaded, yaraPack } from '../support/packs.ts'

const engine = await loadYaraEngine()
const one = yaraPack('one', 'rule same { strings: $a = "ONE" condition: $a }')
const two = yaraPack('two', 'rule same { meta: tier = "malicious" strings: $a = "TWO" condition: $a }')

describe('a ruleset', () => {
  it('keeps packs apart that name their rules alike', () => {
    const rules = loaded(engine, [one, two])
    const verdict = judgeBytes(Buffer.from('<?php ONE TWO'), rules.all)
    expect(verdict.findings.map((finding) => [finding.pack, finding.tier])).toEqual([
      ['two', 'malicious'],
      ['one', 'suspicious'],
    ])
    const ofPacks = rules.rules.filter(({ pack }) => pack !== enginePack)
    expect(new Set(ofPacks.map((rule) => rule.rule)).size).toBe(2)
  })

  it('judges with the named packs only', () => {
    const rules = loaded(engine, [one, two, parsePackFile('hashes', Buffer.from('0'.repeat(64)), 'deny')])
    const bytes = Buffer.from('<?php ONE TWO')
    expect(judgeBytes(bytes, rules.subset(['two'])).findings.map((finding) => finding.pack)).toEqual(['two'])
    expect(judgeBytes(bytes, rules.subset(['hashes'])).findings).toEqual([])
    expect(errorOf(() => rules.subset(['three']))).toMatchObject({ code: 'HF_BUG' })
  })

  it('works without any YARA pack', () => {
    const rules = loaded(engine, [parsePackFile('hashes', Buffer.from('0'.repeat(64)), 'deny')])
    expect(judgeBytes(Buffer.from('<?php ONE'), rules.all).findings).toEqual([])
  })

  it('leaves allow lists out: they act after the verdict', () => {
    const allow = parsePackFile('ours', Buffer.from('0'.repeat(64)), 'allow')
    expect(buildRuleset(engine, [allow]).rules.every(({ pack }) => pack === enginePack)).toBe(true)
  })

  it('gives a rule without a reason code the same number every time', () => {
    const [first] = buildRuleset(engine, [one]).rules
    const [again] = buildRuleset(engine, [one, two]).rules
    expect(first?.rule).toBe(again?.rule)
    expect(first?.rule).toBeGreaterThanOrEqual(900_000)
    expect(first?.reason).toBe(`HF-SUSP-${first?.rule}-any.tool.custom`)
  })

  it('refuses two rules with one number', () => {
    const meta = 'meta: reason = "HF-SA-0900-php.bkdr.x"'
    const packs = ['one', 'two'].map((name) =>
      yaraPack(name, `rule a { ${meta} strings: $a = "AAA" condition: $a }`),
    )
    expect(errorOf(() => buildRuleset(engine, packs))).toMatchObject({
      code: 'HF_RULES_INVALID',
      facts: { pack: 'two' },
    })
  })

  it.each([
    ['a reason in no known form', 'reason = "BAD-1"', 'BAD-1 is not a reason code'],
    [
      'a tier that does not go with the reason',
      'reason = "HF-SA-0900-php.bkdr.x" tier = "suspicious"',
      'does not go with',
    ],
    ['an unknown tier', 'tier = "severe"', 'unknown tier severe'],
  ])('refuses %s', (_, meta, message) => {
    const error = errorOf(() => yaraPack('x', `\nrule a { meta: ${meta} strings: $a = "AAA" condition: $a }`))
    expect(error).toMatchObject({ code: 'HF_RULES_INVALID', facts: { pack: 'x', line: 2 } })
    expect(String(error)).toContain(message)
  })
})
