import { describe, expect, it } from 'vitest'
import type { Epoch } from '../../src/domain/ruleset.ts'
import { cleanVerdict, type Finding, type Verdict } from '../../src/domain/verdict.ts'
import { sha256 } from '../../src/hash/sha256.ts'
import { planJudgement } from '../../src/scanner/judgePlan.ts'

function epoch(id: number, ...packs: readonly string[]): Epoch {
  const named = packs.map((name) => ({ name, fingerprint: sha256(Buffer.from(name)) }))
  return { id, engine: 'engine', limits: 'limits', packs: named }
}

function finding(pack: string): Finding {
  const reason = 'HF-SA-0101-php.bkdr.eval'
  return { rule: 101, reason, tier: 'malicious', pack, summary: 'A test.', evidence: [], trace: [] }
}

function found(...packs: readonly string[]): Verdict {
  const shape = { blocks: 2, blocksHit: 2, firstLine: 1, lastLine: 9, otherCode: false }
  return { ...cleanVerdict, findings: packs.map(finding), shape }
}

function plan(verdict: Verdict, former: Epoch, now: Epoch): ReturnType<typeof planJudgement> {
  return planJudgement({ epoch: former.id, attempts: 0, verdict }, former, now)
}

describe('what a rule change means for a known content', () => {
  it('judges a clean content with the added pack alone', () => {
    expect(plan(cleanVerdict, epoch(1, 'a'), epoch(2, 'a', 'b'))).toMatchObject({ with: ['b'] })
  })

  it('judges with all packs when the former verdict has something to merge', () => {
    const labelled: Verdict = { ...cleanVerdict, labels: ['encoded'] }
    expect(plan(labelled, epoch(1, 'a'), epoch(2, 'a', 'b'))).toMatchObject({ with: 'all' })
    expect(plan(found('a'), epoch(1, 'a'), epoch(2, 'a', 'b'))).toMatchObject({ with: 'all' })
  })

  it('drops the findings of a removed pack when they were all there is', () => {
    expect(plan(found('b'), epoch(1, 'a', 'b'), epoch(2, 'a'))).toEqual({
      state: 'carried',
      verdict: cleanVerdict,
    })
  })

  it('judges anew when only some findings go: their shape was that of all', () => {
    expect(plan(found('a', 'b'), epoch(1, 'a', 'b'), epoch(2, 'a'))).toMatchObject({ with: 'all' })
  })
})
