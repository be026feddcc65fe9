import { describe, expect, it } from 'vitest'
import { engineRules } from '../../src/engine/engineRules.ts'
import { describeRules } from '../../src/engine/ruleDescription.ts'
import { outlineOf } from '../../src/engine/yara/outline.ts'
import { shippedPacks } from '../../src/rules/loadPacks.ts'
import { pageOfRule, reasonPages } from '../../src/rules/reasonPages.ts'

const pages = reasonPages()
const patterns = shippedPacks().flatMap(({ name, source }) => {
  const text = source.toString()
  return describeRules(name, text, outlineOf(text))
})
const known = [...patterns, ...engineRules].map(({ rule }) => rule)

describe('the pages of reasons', () => {
  it('explain every rule that comes with holdfast, each once, and no other', () => {
    const explained = pages.flatMap(({ rules }) => rules)
    expect(explained.toSorted((a, b) => a - b)).toEqual(known.toSorted((a, b) => a - b))
  })

  it.each(pages.map((page) => [page.family, page] as const))('%s says what to do', (_, page) => {
    expect(page.title).toMatch(/^[A-Z].{5,80}$/)
    for (const part of ['What it is', 'How it is found', 'What to do', 'What looks like it but is not']) {
      expect(page.text, part).toContain(`\n## ${part}\n`)
    }
    expect(page.text).toMatch(/\n$/)
    expect(page.text).not.toMatch(/[^\x20-\x7e\n]/)
  })

  it('are found by the number of a rule', () => {
    expect(pageOfRule(2800)).toMatchObject({ family: 'misplaced', title: 'PHP where no code belongs' })
    expect(pageOfRule(1)).toBeUndefined()
  })
})
