import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { insertionInto, keptShare } from '../../src/domain/ancestor.ts'
import type { Assessment, AssessmentInput } from '../../src/domain/assessment.ts'
import { assess } from '../../src/domain/assessment.ts'
import type { ContextFacts } from '../../src/domain/context.ts'
import { misplacedCode } from '../../src/domain/context.ts'
import type { Finding, FindingShape, Verdict } from '../../src/domain/verdict.ts'
import { cleanVerdict } from '../../src/domain/verdict.ts'
import { bytePath } from '../support/scratch.ts'

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')

function finding(reason: string, change: Partial<Finding> = {}): Finding {
  const rule = Number(reason.split('-')[2])
  const evidence = [{ offset: 0, length: 1, line: 4, layer: [], excerpt: '' }]
  return { rule, reason, tier: 'malicious', pack: 'holdfast', summary: 'bad', evidence, trace: [], ...change }
}

const injected = finding('HF-INJ-0042-php.bkdr.eval')
const shell = finding('HF-SA-0117-php.bkdr.wshll')
const prepend = finding('HF-SA-0303-htaccess.bkdr.prep')
const mailer = finding('HF-SUSP-0211-php.spam.mlr', { tier: 'suspicious' })

const ordinary: ContextFacts = {
  path: bytePath('/home/ann/www/index.php'),
  root: bytePath('/home'),
  neighbours: [],
  history: 'none',
}

const shape = (blocks: number, blocksHit: number, otherCode: boolean): FindingShape => ({
  blocks,
  blocksHit,
  firstLine: 1,
  lastLine: 1,
  otherCode,
})

function verdict(findings: readonly Finding[], of: FindingShape | null): Verdict {
  return { ...cleanVerdict, findings, shape: of }
}

function assessed(change: Partial<AssessmentInput>): Assessment | null {
  const stat = { mtimeMs: 0, ctimeMs: 0, isNew: false, previousSeenAt: null }
  return assess({
    verdict: cleanVerdict,
    content: null,
    ancestor: null,
    stat,
    context: ordinary,
    contextMay: 'raise',
    ...change,
  })
}

const clean = bytes('<?php\n/** version */\n$wp_version = "6.1.9";\n$db = 53496;\n')
const chain = '<?php eval(base64_decode("eA==")); ?>'

describe('assess', () => {
  it('says nothing of a verdict without findings', () => {
    expect(assessed({})).toBeNull()
    expect(assessed({ verdict: { ...cleanVerdict, limits: ['timeout'] } })).toBeNull()
  })

  it.each([
    ['one block of several, others clean', injected, shape(2, 1, true), 'INJ'],
    ['one block of several, the rule expects a whole file', shell, shape(3, 1, true), 'INJ'],
    ['several blocks of several: the default of the rule', shell, shape(3, 2, true), 'SA'],
    ['several blocks of several: the default of the rule', injected, shape(3, 2, true), 'INJ'],
    ['part of the only block proves nothing about the rest', shell, shape(1, 1, true), 'SA'],
    ['part of the only block: the default of the rule', injected, shape(1, 1, true), 'INJ'],
    ['all code of the file, whatever the rule expects', injected, shape(1, 1, false), 'SA'],
    ['all code of several blocks', injected, shape(2, 2, false), 'SA'],
    ['some lines of a file that has no blocks', prepend, shape(1, 1, true), 'INJ'],
    ['all lines of a file that has no blocks', prepend, shape(1, 1, false), 'SA'],
    ['nothing known of the place', injected, null, 'INJ'],
    ['nothing known of the place', shell, null, 'SA'],
  ])('%s', (_, found, of, type) => {
    const result = assessed({ verdict: verdict([found], of) })
    expect(result).toMatchObject({ tier: 'malicious', type, finding: found })
    expect(result!.reason).toBe(found.reason.replace(/^HF-[A-Z]+/, `HF-${type}`))
  })

  it('keeps a suspicion a suspicion wherever it lies', () => {
    const of = shape(1, 1, false)
    const result = assessed({
      verdict: verdict([mailer], of),
      content: bytes(`x\n${clean.toString()}`),
      ancestor: clean,
    })
    expect(result).toMatchObject({ tier: 'suspicious', type: 'SUSP', reason: mailer.reason, notes: [] })
  })

  it('calls it injected when the clean ancestor is mostly still there', () => {
    const of = shape(1, 1, false)
    const prepended = bytes(chain + clean.toString())
    expect(assessed({ verdict: verdict([shell], of), content: prepended, ancestor: clean })).toMatchObject({
      type: 'INJ',
      notes: [{ kind: 'inserted', bytes: chain.length, line: 1 }],
    })
    const halfGone = bytes('<?php\n/** version */\n$wp_version = "6.1.9";\neval($_POST[1]);\n')
    expect(assessed({ verdict: verdict([shell], of), content: halfGone, ancestor: clean })).toMatchObject({
      type: 'INJ',
      notes: [],
    })
  })

  it('calls it standalone when the ancestor was replaced', () => {
    const of = shape(1, 1, false)
    const replaced = bytes('<?php\n/** version */\neval($_POST[1]);\n')
    expect(assessed({ verdict: verdict([injected], of), content: replaced, ancestor: clean })).toMatchObject({
      type: 'SA',
      notes: [{ kind: 'whole-file', line: 4 }],
    })
    const silence = bytes('<?php\n// Silence is golden.\n')
    const overSilence = bytes('<?php\n\neval($_POST[1]);\n')
    expect(
      assessed({ verdict: verdict([injected], of), content: overSilence, ancestor: silence })!.type,
    ).toBe('SA')
    for (const nothing of ['', '\n\n', '<?php\n', '<?php\n}\n']) {
      const content = bytes(`${nothing}eval($_POST[1]);\n`)
      expect(assessed({ verdict: verdict([injected], of), content, ancestor: bytes(nothing) })!.type).toBe(
        'SA',
      )
    }
  })

  it('sees an insertion into a file of one line', () => {
    const minified = bytes('function a(){return 1}function b(){return 2}')
    const content = bytes('function a(){return 1}steal();function b(){return 2}')
    const found = finding('HF-INJ-0401-js.url.skim')
    expect(
      assessed({ verdict: verdict([found], shape(1, 1, false)), content, ancestor: minified }),
    ).toMatchObject({
      type: 'INJ',
      notes: [{ kind: 'inserted', bytes: 8, line: 1 }],
    })
  })

  it('leads with malicious, then the most evidence, then the lowest number', () => {
    const twice = finding('HF-INJ-0500-php.bkdr.eval', {
      evidence: [...injected.evidence, ...injected.evidence],
    })
    const many = { ...mailer, evidence: [...twice.evidence, ...twice.evidence] }
    const lead = (...findings: Finding[]): Finding => assessed({ verdict: verdict(findings, null) })!.finding
    expect(lead(many, injected)).toBe(injected)
    expect(lead(injected, twice)).toBe(twice)
    expect(lead(shell, injected)).toBe(injected)
    expect(lead(injected, shell)).toBe(injected)
  })

  it('raises a suspicion where no code belongs, if the setting lets it and the path has no clean version', () => {
    const context: ContextFacts = { ...ordinary, path: bytePath('/www/uploads/a.php') }
    const of = { verdict: verdict([mailer], shape(1, 1, false)), context }
    expect(assessed(of)).toMatchObject({ tier: 'malicious', type: 'SA', reason: misplacedCode.reason })
    expect(assessed(of)!.notes).toContainEqual({ kind: 'no-place-for-code' })
    expect(assessed({ ...of, contextMay: 'note' })).toMatchObject({ tier: 'suspicious', type: 'SUSP' })
    expect(assessed({ ...of, ancestor: clean })).toMatchObject({ tier: 'suspicious', type: 'SUSP' })
  })

  const day = 86_400_000
  it.each([
    [
      'old date on a fresh change',
      { mtimeMs: 1 * day, ctimeMs: 12 * day, previousSeenAt: 10 * day },
      ['false-date'],
    ],
    [
      'a new file',
      { mtimeMs: 12 * day, ctimeMs: 12 * day, previousSeenAt: 10 * day, isNew: true },
      ['new-file'],
    ],
    [
      'a new file with an old date',
      { mtimeMs: 1 * day, ctimeMs: 12 * day, previousSeenAt: 10 * day, isNew: true },
      ['new-file', 'false-date'],
    ],
    ['a day or less', { mtimeMs: 11 * day, ctimeMs: 12 * day, previousSeenAt: 10 * day }, []],
    [
      'a change that the last scan has seen',
      { mtimeMs: 1 * day, ctimeMs: 9 * day, previousSeenAt: 10 * day },
      [],
    ],
    ['a first scan, where everything is new', { mtimeMs: 1 * day, ctimeMs: 12 * day, isNew: true }, []],
    ['a date in the future', { mtimeMs: 90 * day, ctimeMs: 12 * day, previousSeenAt: 10 * day }, []],
  ])('notes of %s', (_, stat, kinds) => {
    const full = { isNew: false, previousSeenAt: null, ...stat }
    const result = assessed({ verdict: verdict([injected], shape(2, 1, true)), stat: full })
    expect(result!.notes.map((note) => note.kind)).toEqual(kinds)
  })
})

describe('insertionInto', () => {
  it('is right for every insertion', () => {
    const part = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 12 })
    fc.assert(
      fc.property(part, part, part, (before, added, after) => {
        const ancestor = before + after
        const content = before + added + after
        const found = insertionInto(bytes(ancestor), bytes(content))
        if (added === '') {
          expect(found).toBeNull()
          return
        }
        expect(found).toMatchObject({ bytes: added.length })
        const places = Array.from({ length: ancestor.length + 1 }, (_, at) => at)
        const right = places.filter(
          (at) => content.slice(0, at) + content.slice(at + added.length) === ancestor,
        )
        expect(right.map((at) => ancestor.slice(0, at).split('\n').length)).toContain(found!.line)
      }),
    )
  })

  it('is null when anything was taken away or replaced', () => {
    expect(insertionInto(bytes('abc'), bytes('abc'))).toBeNull()
    expect(insertionInto(bytes('abc'), bytes('ab'))).toBeNull()
    expect(insertionInto(bytes('abc'), bytes('aXbYc'))).toBeNull()
    expect(insertionInto(bytes('abc'), bytes('XaYbc'))).toBeNull()
  })

  it.each([
    ['x\na\nb\n', 1],
    ['a\nx\nb\n', 2],
    ['a\nb\nx\n', 3],
  ])('names the line in %j', (content, line) => {
    expect(insertionInto(bytes('a\nb\n'), bytes(content))).toEqual({ bytes: 2, line })
  })
})

describe('keptShare', () => {
  it.each([
    ['a1\nb1\nc1\nd1\n', 'a1\nb1\nx1\n', 0.5],
    ['a1\na1\n', 'a1\n', 0.5],
    ['a1\n', 'a1\na1\n', 1],
    ['a1\r\nb1\r\n', 'a1\nb1', 1],
    ['a1\n\n\n}\n', '\n\n}\n', 0],
    ['', 'a1\n', null],
    ['<?php\n?>\n{\n', '<?php\n?>\n{\n', null],
    ['<?php echo 1;', '<?php echo 1;', 1],
  ])('of %j in %j is %s', (ancestor, content, share) => {
    expect(keptShare(bytes(ancestor), bytes(content))).toBe(share)
  })
})
