import { describe, expect, it } from 'vitest'
import { evidencePerFindingMax, excerptBytesMax, findingsPerVerdictMax } from '../../src/domain/limits.ts'
import { outcomeOf } from '../../src/domain/verdict.ts'
import { judge } from '../../src/engine/judge.ts'
import { sha256 } from '../../src/hash/sha256.ts'
import { loadYaraEngine } from '../../src/rules/loadEngine.ts'
import { parsePackFile } from '../../src/rules/loadPacks.ts'
import { judgeBytes, loaded, yaraPack } from '../support/packs.ts'

const engine = await loadYaraEngine()

const rules = `
rule bad { meta: reason = "HF-SA-0900-php.bkdr.bad" tier = "malicious" description = "Bad." strings: $a = "BAD" condition: $a }
rule odd { meta: reason = "HF-SUSP-0901-any.tool.odd" tier = "suspicious" description = "Odd." strings: $a = "ODD" condition: $a }
rule conf { meta: reason = "HF-SA-0902-htaccess.bkdr.conf" class = "apache-config" description = "Conf." strings: $a = "CONF" condition: $a }
rule packed { meta: reason = "HF-SUSP-0903-php.tool.enc" label = "encoded" description = "Packed." strings: $a = "PACKED" condition: $a }
rule large { meta: reason = "HF-SUSP-0904-any.tool.large" description = "Large." condition: filesize == 7777 }
`
const ruleset = loaded(engine, [yaraPack('mine', rules)]).all

describe('judge', () => {
  it('says clean of what no rule hits', () => {
    expect(judgeBytes(Buffer.from('<?php echo 1;'), ruleset)).toEqual({
      findings: [],
      limits: [],
      labels: [],
      shape: null,
    })
  })

  it('gives byte offset, length, line and an excerpt cut from the bytes', () => {
    const bytes = Buffer.from('<?php\n\xe4\xf6\nx(BAD, 2);\n', 'latin1')
    const [finding] = judgeBytes(bytes, ruleset).findings
    expect(finding).toMatchObject({
      rule: 900,
      reason: 'HF-SA-0900-php.bkdr.bad',
      tier: 'malicious',
      pack: 'mine',
      summary: 'Bad.',
    })
    expect(finding?.evidence).toEqual([
      { offset: 11, length: 3, line: 3, layer: [], excerpt: bytes.subarray(11).toString('base64') },
    ])
  })

  it('bounds evidence and excerpts', () => {
    const verdict = judgeBytes(Buffer.from('<?php '.padEnd(100) + 'BAD '.repeat(100)), ruleset)
    const evidence = verdict.findings[0]?.evidence ?? []
    expect(evidence.length).toBe(evidencePerFindingMax)
    expect(Buffer.from(evidence[0]?.excerpt ?? '', 'base64').length).toBe(excerptBytesMax)
  })

  it('keeps the malicious findings when there are more than a verdict holds', () => {
    const many = Array.from(
      { length: 80 },
      (_, n) => `rule odd${n} { strings: $a = "ODD" condition: $a }`,
    ).join('\n')
    const all = loaded(engine, [yaraPack('many', many), yaraPack('mine', rules)]).all
    const verdict = judgeBytes(Buffer.from('<?php ODD BAD'), all)
    expect(verdict.findings.length).toBe(findingsPerVerdictMax)
    expect(outcomeOf(verdict)).toBe('malicious')
  })

  it('uses a rule for one class of files on that class only', () => {
    const bytes = Buffer.from('CONF\n')
    expect(judgeBytes(bytes, ruleset).findings).toEqual([])
    expect(judgeBytes(bytes, ruleset, 'apache-config').findings.map((finding) => finding.rule)).toEqual([902])
  })

  it('turns a label rule into a label and nothing else', () => {
    const verdict = judgeBytes(Buffer.from('<?php PACKED'), ruleset)
    expect(verdict).toMatchObject({ findings: [], labels: ['encoded'] })
    expect(outcomeOf(verdict)).toBe('clean')
  })

  it('shows the beginning as evidence of a rule that looks at the whole', () => {
    const [finding] = judgeBytes(Buffer.alloc(7777, 'x'), ruleset).findings
    expect(finding?.evidence).toMatchObject([{ offset: 0, length: 7777, line: 1 }])
  })

  it('looks into a picture only when it carries a script', () => {
    const picture = Buffer.from('\xff\xd8\xff\xe0\0\x10JFIF\0BAD', 'latin1')
    expect(judgeBytes(picture, ruleset).findings).toEqual([])
    const verdict = judgeBytes(Buffer.concat([picture, Buffer.from('<?php echo 1;')]), ruleset)
    expect(verdict.findings.map((finding) => finding.rule)).toEqual([900])
    expect(verdict.labels).toEqual(['php-in-image'])
  })

  it('looks into a picture with a short tag', () => {
    const picture = Buffer.from('\xff\xd8\xff\xe0\0\x10JFIF\0<? $a = 1; $b = 2; BAD', 'latin1')
    expect(judgeBytes(picture, ruleset).findings.map((finding) => finding.rule)).toEqual([900])
  })

  it('accuses by exact content, whatever kind it is', () => {
    const picture = Buffer.from('\xff\xd8\xff\xe0\0\x10JFIF\0', 'latin1')
    const list = parsePackFile('bad-hashes', Buffer.from(sha256(picture)), 'deny')
    const all = loaded(engine, [list, yaraPack('mine', rules)]).all
    const verdict = judgeBytes(picture, all)
    expect(outcomeOf(verdict)).toBe('malicious')
    expect(verdict.findings[0]).toMatchObject({ pack: 'bad-hashes', tier: 'malicious' })
    expect(judgeBytes(Buffer.concat([picture, picture]), all).findings).toEqual([])
  })

  it('maps evidence behind the gap of a large content and calls it undecided when it holds a script', () => {
    const bytes = Buffer.from('<?php head..BAD')
    const content = { bytes, oid: sha256(bytes), fileClass: 'generic', contentKind: 'php' } as const
    const extent = { state: 'ends', headBytes: 10, size: 1000, script: 'seen' } as const
    const verdict = judge({ ...content, extent }, ruleset)
    expect(verdict.findings[0]?.evidence[0]?.offset).toBe(1000 - 3)
    expect(verdict.limits).toEqual(['too-large'])
    // The script may lie in the part that is not judged.
    const text = { ...content, bytes: Buffer.from('plain text, no script'), contentKind: 'text' } as const
    expect(judge({ ...text, extent }, ruleset).limits).toEqual(['too-large'])
    expect(judge({ ...text, extent: { ...extent, script: 'unseen' } }, ruleset).limits).toEqual([])
  })

  it('finds a shell at either end of what the engine gives up on', () => {
    const slow = 'rule slow { strings: $a = /(chr\\([0-9]{1,3}\\)\\.?){2,}eval/ condition: $a }'
    const all = loaded(engine, [yaraPack('mine', rules), yaraPack('slow', slow)]).all
    const filler = 'chr(1).'.repeat(1_000_000)
    for (const text of [`<?php BAD ${filler}`, `<?php ${filler} BAD`]) {
      const verdict = judgeBytes(Buffer.from(text), all)
      expect(verdict.limits).toEqual(['timeout'])
      expect(outcomeOf(verdict)).toBe('malicious')
      expect(verdict.findings[0]?.evidence[0]?.offset).toBe(text.indexOf('BAD'))
    }
  })

  it('calls a content undecided when the engine gives up', () => {
    const slow = 'rule slow { strings: $a = /(chr\\([0-9]{1,3}\\)\\.?){2,}eval/ condition: $a }'
    const all = loaded(engine, [yaraPack('slow', slow)]).all
    const verdict = judgeBytes(Buffer.from(`<?php ${'chr(1).'.repeat(1_000_000)}`), all)
    expect(verdict.limits).toEqual(['timeout'])
    expect(outcomeOf(verdict)).toBe('undecided')
    expect(judgeBytes(Buffer.from('<?php chr(1).chr(2).eval'), all).findings.length).toBe(1)
  })
})
