import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanContent } from '../../src/cleaner/clean.ts'
import type { CleanAim, CleanAnswer } from '../../src/domain/cleaning.ts'
import { cleanCutsMax } from '../../src/domain/actingLimits.ts'
import type { Finding, Verdict, VerdictLimit } from '../../src/domain/verdict.ts'
import { trials } from '../support/trials.ts'

/** Every BAD is malicious, every ODD suspicious, and a SLOW cannot be judged to the end. */
function judge(bytes: Buffer): Verdict {
  const found = [findingOf(bytes, 'BAD', 'malicious'), findingOf(bytes, 'ODD', 'suspicious')].flat()
  const limits: VerdictLimit[] = bytes.includes('SLOW') ? ['timeout'] : []
  const shape = { blocks: 1, blocksHit: 1, firstLine: 1, lastLine: 1, otherCode: true }
  return { findings: found, limits, labels: [], shape: found.length === 0 ? null : shape }
}

function findingOf(bytes: Buffer, word: string, tier: Finding['tier']): Finding[] {
  const evidence: Finding['evidence'][number][] = []
  for (let at = bytes.indexOf(word); at !== -1; at = bytes.indexOf(word, at + 1))
    evidence.push({ offset: at, length: word.length, line: 1, layer: [], excerpt: '' })
  const rest = { rule: 1, reason: 'HF-INJ-0001-php.bkdr.x', pack: 'test', summary: '' }
  return evidence.length === 0 ? [] : [{ ...rest, tier, evidence, trace: [] }]
}

function clean(aim: CleanAim, base: string | null, content: string): CleanAnswer {
  const bytes = base === null ? null : Buffer.from(base)
  return cleanContent({ aim, fileClass: 'generic', content: Buffer.from(content), base: bytes }, judge)
}

function kept(base: string, content: string, aim: CleanAim = 'own'): string {
  const answer = clean(aim, base, content)
  if (answer.state !== 'keep') return JSON.stringify(answer)
  return answer.slices.map(({ start, end }) => content.slice(start, end)).join('')
}

const base = '<?php\none();\ntwo();\nthree();\n'
const putBack = { state: 'put-back', change: 'removes' }

function refused(reason: string): unknown {
  return { state: 'refused', reason }
}

describe('a clean version', () => {
  it('is put back when only what belongs to findings was put in', () => {
    for (const aim of ['own', 'other'] as const) {
      expect(clean(aim, base, base.replace('<?php', '<?php BAD(); ?><?php'))).toEqual(putBack)
      expect(clean(aim, base, base.replace('two', 'BAD(); two'))).toEqual(putBack)
      expect(clean(aim, base, `${base}BAD();\n`)).toEqual(putBack)
      expect(clean(aim, base, `BAD ?>${base}mine();\nBAD();`)).toEqual(refused('hunks-mix'))
    }
  })

  it('of the own path is put back over lines that were replaced, another is not', () => {
    const replaced = base.replace('two();', 'BAD();')
    expect(clean('own', base, replaced)).toEqual({ state: 'put-back', change: 'replaces' })
    expect(clean('other', base, replaced)).toEqual(refused('not-only-insertions'))
  })

  it("does not take back an owner's new version of a long line because of what was put into it", () => {
    const version = (n: number): string => `lib(${String(n)});`.repeat(200)
    expect(clean('own', `${version(1)}\n`, `${version(2)}BAD();\n`)).toEqual(refused('hunks-mix'))
    expect(clean('own', `${version(1)}\n`, `${version(1)}BAD();\n`)).toEqual(putBack)
  })

  it('is put back as a whole when the whole file is malicious', () => {
    expect(clean('whole', base, 'BAD')).toEqual({ state: 'put-back', change: 'replaces' })
    expect(clean('whole', base, 'good')).toEqual(refused('not-malicious'))
  })

  it('must be clean itself, and not empty', () => {
    expect(clean('own', 'BAD', 'BAD BAD')).toEqual(refused('output-still-malicious'))
    expect(clean('own', 'SLOW', 'SLOW BAD')).toEqual(refused('output-undecided'))
    expect(clean('own', 'ODD', 'ODD BAD')).toEqual(refused('findings-remain'))
    expect(clean('whole', '', 'BAD')).toEqual(refused('no-clean-version'))
    expect(clean('own', null, 'BAD')).toEqual(refused('no-clean-version'))
  })
})

describe('a merge', () => {
  it('keeps what the owner changed, put in and took away', () => {
    const lines = '<?php\na();\nb();\ngone();\nc();\nd();\ne();\n'
    const owner = '<?php\nA();\nb();\nadded();\nc();\nd();\ne();\n'
    expect(kept(lines, owner.replace('\nd();', '\nBAD(); d();'))).toBe(owner)
    expect(kept(lines, owner.replace('<?php', '<?php BAD(); ?><?php'), 'other')).toBe(owner)
    expect(kept(lines, owner.replace('\nd();', '\nd();\nBAD();'))).toBe(owner)
    expect(kept(lines, owner.replace('c();', 'BAD(); c();'))).toBe(owner)
    expect(kept(lines, owner.replace('added', 'mine();\nBAD();\nadded'))).toContain('hunks-mix')
  })

  it('is refused when one change holds both', () => {
    expect(clean('own', base, base.replace('two();', 'mine();\nBAD();'))).toEqual(refused('hunks-mix'))
    expect(clean('own', base, `${base}mine();\nBAD();\n`)).toEqual(refused('hunks-mix'))
  })

  it('is refused when the finding begins with the end of the line or function before', () => {
    const early = (bytes: Buffer): Verdict => {
      const verdict = judge(bytes)
      const moved = verdict.findings.map((finding) => ({
        ...finding,
        evidence: finding.evidence.map((place) => ({
          ...place,
          offset: place.offset - 1,
          length: place.length + 1,
        })),
      }))
      return { ...verdict, findings: moved }
    }
    for (const own of ['mine();\n', 'function mine() {\n  x();\n}'])
      expect(
        cleanContent(
          {
            aim: 'own',
            fileClass: 'generic',
            content: Buffer.from(`${base}${own}BAD();\n`),
            base: Buffer.from(base),
          },
          early,
        ),
      ).toEqual(refused('hunks-mix'))
    const bad = Buffer.from(`${base}BAD();\n`)
    expect(
      cleanContent({ aim: 'own', fileClass: 'generic', content: bad, base: Buffer.from(base) }, early),
    ).toEqual(putBack)
  })

  it('is refused when something else was replaced too', () => {
    const both = base.replace('one', 'ONE').replace('three();', 'BAD();')
    expect(clean('own', base, both)).toEqual(refused('not-only-insertions'))
  })

  it('is refused when what is left is not clean', () => {
    expect(clean('own', base, base.replace('one', 'ODD').replace('three', 'BAD(); three'))).toEqual(
      refused('findings-remain'),
    )
    expect(clean('own', base, base.replace('one', 'BAD').replace('three', 'B(); three'))).toEqual({
      state: 'refused',
      reason: 'not-only-insertions',
    })
  })

  it('is not judged by a rule that only knows the whole content', () => {
    const placeless = (bytes: Buffer): Verdict => {
      const verdict = judge(bytes)
      const [finding] = verdict.findings
      if (finding === undefined) return verdict
      const whole = {
        ...finding,
        evidence: [{ offset: 0, length: bytes.length, line: 1, layer: [], excerpt: '' }],
      }
      return { ...verdict, findings: bytes.includes('HASH') ? [whole] : [whole, finding] }
    }
    const run = (content: string): CleanAnswer =>
      cleanContent(
        { aim: 'own', fileClass: 'generic', content: Buffer.from(content), base: Buffer.from(base) },
        placeless,
      )
    expect(run(`${base}BAD();\nHASH();\n`)).toEqual(refused('no-place'))
    expect(run(`${base}BAD();\n`)).toEqual(putBack)
    expect(run(`${base.replace('one', 'ONE')}BAD();\n`)).toEqual(refused('no-place'))
  })

  it('of more cuts than an injection has is refused', () => {
    const lines = Array.from({ length: cleanCutsMax + 1 }, (_, n) => `line(${String(n)});\n`)
    const bad = lines.map((line) => `BAD(); ${line}`)
    expect(clean('own', `<?php\n${lines.join('')}`, `<?php\n${bad.join('')}`)).toEqual(refused('too-large'))
  })
})

describe('what cannot be cleaned', () => {
  it('is what is not malicious, or could not be judged', () => {
    expect(clean('own', base, `${base}more();`)).toEqual(refused('not-malicious'))
    expect(clean('trim', null, 'ODD')).toEqual(refused('only-suspicious'))
    expect(clean('trim', null, 'SLOW')).toEqual(refused('undecided'))
    expect(clean('trim', null, 'BAD')).toEqual({ state: 'empty' })
  })
})

describe('every answer', () => {
  const line = fc.constantFrom(
    'one();\n',
    'two();\n',
    'BAD();\n',
    'BAD(); two();\n',
    '?><?php\n',
    'f(\n',
    ');\n',
    '\n',
  )
  const texts = fc.array(line, { maxLength: 12 }).map((lines) => `<?php\n${lines.join('')}`)

  it('keeps a clean part of the content, and every line that is not in a change with a finding', () => {
    let keeps = 0
    fc.assert(
      fc.property(texts, texts, fc.constantFrom('own', 'other'), (from, to, aim) => {
        const answer = clean(aim, from, to)
        if (answer.state === 'put-back') expect(judge(Buffer.from(from)).findings).toEqual([])
        if (answer.state !== 'keep') return
        keeps += 1
        const output = kept(from, to, aim)
        expect(output).not.toContain('BAD')
        let at = 0
        for (const { start, end } of answer.slices) {
          expect(start).toBeGreaterThanOrEqual(at)
          expect(end).toBeGreaterThan(start)
          at = end
        }
        expect(at).toBeLessThanOrEqual(to.length)
      }),
      { numRuns: trials(5000) },
    )
    expect(keeps).toBeGreaterThan(10)
  })

  it('undoes an injection into an edited file', () => {
    const edits = fc.array(fc.constantFrom('a();\n', 'b();\n', 'c();\n', 'd();\n'), {
      minLength: 1,
      maxLength: 10,
    })
    fc.assert(
      fc.property(edits, edits, fc.nat(), (before, after, place) => {
        const from = `<?php\n${before.join('')}`
        const owner = `<?php\n${after.join('')}`
        const at = place % (after.length + 1)
        const infected = `<?php\n${[...after.slice(0, at), 'BAD();\n', ...after.slice(at)].join('')}`
        const answer = clean('own', from, infected)
        // Beside an edit of the same place it is refused; otherwise exactly the owner's file comes out.
        if (answer.state === 'keep') expect(kept(from, infected)).toBe(owner)
        else if (answer.state === 'put-back' && answer.change === 'removes') expect(owner).toBe(from)
      }),
      { numRuns: trials(3000) },
    )
  })

  it('about a content that has been cleaned is that there is nothing to clean', () => {
    const owner = base.replace('one', 'ONE')
    expect(clean('own', base, kept(base, `${owner}BAD();\n`))).toEqual(refused('not-malicious'))
  })
})
