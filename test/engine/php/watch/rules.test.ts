import { describe, expect, test } from 'vitest'
import { reasonCategories } from '../../../../src/domain/reason.ts'
import { parseReason } from '../../../../src/domain/reason.ts'
import { analysePhp } from '../../../../src/engine/php/analysePhp.ts'
import { phpRules } from '../../../../src/engine/php/phpRules.ts'
import { capabilitySamples } from './capabilitySamples.ts'
import { maybeTaintSamples } from './maybeTaintSamples.ts'
import { inert } from './samples.ts'
import { taintSamples } from './taintSamples.ts'

const samples = [...taintSamples, ...maybeTaintSamples, ...capabilitySamples]
const byNumber = new Map(phpRules.map((rule) => [rule.rule, rule]))

function rulesOf(php: string): Set<number> {
  const text = inert(`<?php\n${php}\n`)
  const { hits, limits } = analysePhp(text, { start: 'html', tags: 'all' })
  expect(limits).toEqual([])
  for (const { spans, excerpt } of hits) {
    expect(spans.length).toBeGreaterThan(0)
    for (const { start, end } of spans) expect(text.slice(start, end)).not.toBe('')
    expect(excerpt).not.toBe('')
  }
  return new Set(hits.map((hit) => hit.rule))
}

describe.each(samples.map((sample) => ({ ...sample, name: byNumber.get(sample.rule)?.identifier ?? '?' })))(
  '$rule $name',
  ({ rule, hit, clean }) => {
    test('is true for what it is about', () => {
      expect([...rulesOf(hit)]).toContain(rule)
    })

    test('is not true for what looks like it', () => {
      const found = [...rulesOf(clean)]
      expect(found).not.toContain(rule)
      expect(found.filter((number) => byNumber.get(number)?.tier === 'malicious')).toEqual([])
    })
  },
)

describe('the table of rules', () => {
  test('has a sample for each rule', () => {
    const shown = new Set(samples.map((sample) => sample.rule))
    expect(phpRules.filter((rule) => !shown.has(rule.rule)).map((rule) => rule.identifier)).toEqual([])
  })

  test('has each number, code and identifier once, in the grammar', () => {
    expect(byNumber.size).toBe(phpRules.length)
    expect(new Set(phpRules.map((rule) => rule.identifier)).size).toBe(phpRules.length)
    for (const { rule, reason, identifier } of phpRules) {
      const parsed = parseReason(reason)
      expect(parsed).toMatchObject({ rule, filetype: 'php' })
      expect(reasonCategories).toContain(parsed?.category)
      expect(rule).toBeGreaterThanOrEqual(2000)
      expect(rule).toBeLessThan(2400)
      expect(identifier).toMatch(/^[a-z0-9_]+$/)
    }
  })
})
