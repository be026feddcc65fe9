import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { AskedContent, ReadBatch, ReadItem } from '../../src/domain/job.ts'
import { judgedWholeBytesMax } from '../../src/domain/limits.ts'
import type { PackFormat, RulePack } from '../../src/domain/ruleset.ts'
import { cleanVerdict, outcomeOf } from '../../src/domain/verdict.ts'
import { sha256 } from '../../src/hash/sha256.ts'
import { installedEngineId } from '../../src/rules/loadEngine.ts'
import { answerAll, watchedReader, writeSite } from '../support/readers.ts'
import { byteName, bytePath, scratchDirectory } from '../support/scratch.ts'

const marker = `rule Marker {
  meta:
    reason = "HF-SA-9001-php.bkdr.marker"
    description = "a marker of this test"
    tier = "malicious"
  strings: $a = "MARKER"
  condition: $a
}`
const other = marker.replaceAll('Marker', 'Other').replaceAll('MARKER', 'OTHER').replaceAll('9001', '9002')

function pack(name: string, source: string, format: PackFormat = 'yara'): RulePack {
  const bytes = Buffer.from(source)
  return { name, format, fingerprint: sha256(bytes), source: bytes }
}

function outcomes(items: readonly ReadItem[]): string[] {
  return items.map((item) => {
    if (item.state === 'skipped') return item.reason
    return item.verdict === null ? 'known' : outcomeOf(item.verdict)
  })
}

describe('a batch', () => {
  it('is read, hashed, judged and packed', async () => {
    const reader = watchedReader({ workers: 2 })
    const directory = scratchDirectory()
    const texts = { 'a.php': '<?php good();', 'b.php': '<?php MARKER();', empty: '', 'c\n\u202e.txt': 'c' }
    const batch = writeSite(directory, texts)
    const compiled = await reader.loadRules([pack('one', marker)])
    expect(compiled.engine).toBe(installedEngineId())
    const ofPack = compiled.rules.filter((rule) => rule.pack === 'one')
    expect(ofPack.map((rule) => rule.reason)).toEqual(['HF-SA-9001-php.bkdr.marker'])

    const asked: AskedContent[] = []
    const { items } = await reader.read(batch, async (contents) => {
      asked.push(...contents)
      return await answerAll(contents)
    })
    expect(outcomes(items)).toEqual(['clean', 'malicious', 'clean', 'clean'])
    Object.values(texts).forEach((text, index) => {
      const bytes = Buffer.from(text)
      const item = items[index]
      expect(asked[index]).toMatchObject({ item: index, oid: sha256(bytes), size: bytes.length })
      expect(item).toMatchObject({ state: 'read', oid: sha256(bytes), identity: { size: bytes.length } })
      expect(item?.state === 'read' && item.deflated !== null && inflateSync(item.deflated)).toEqual(bytes)
    })
    const hit = items[1]
    expect(hit?.state === 'read' && hit.verdict?.findings).toMatchObject([
      { rule: 9001, tier: 'malicious', pack: 'one', evidence: [{ offset: 6, length: 6, line: 1 }] },
    ])
    expect(reader.losses).toEqual([])
  })

  it('does what main answers and nothing else', async () => {
    const reader = watchedReader()
    await reader.loadRules([pack('one', marker), pack('two', other)])
    const batch = writeSite(scratchDirectory(), { a: 'MARKER OTHER', b: 'MARKER OTHER', c: 'MARKER OTHER' })
    const { items } = await reader.read(batch, async () => {
      return await Promise.resolve([
        { judge: 'none', store: false },
        { judge: ['two'], store: false },
        { judge: 'all', store: true },
      ] as const)
    })
    const rules = items.map((item) =>
      item.state === 'read' ? (item.verdict?.findings.map((finding) => finding.rule) ?? null) : undefined,
    )
    expect(rules).toEqual([null, [9002], [9001, 9002]])
    expect(items.map((item) => item.state === 'read' && item.deflated !== null)).toEqual([false, false, true])
  })

  it('counts a deny list as rules', async () => {
    const reader = watchedReader()
    await reader.loadRules([pack('bad', `${sha256(Buffer.from('evil'))}  evil\n`, 'sha256-deny')])
    const { items } = await reader.read(writeSite(scratchDirectory(), { a: 'evil', b: 'good' }), answerAll)
    expect(outcomes(items)).toEqual(['malicious', 'clean'])
  })

  it('says what could not be read, and follows no link', async () => {
    const reader = watchedReader()
    await reader.loadRules([])
    const directory = scratchDirectory()
    const { directories } = writeSite(directory, { file: 'x', target: 'y' })
    symlinkSync('target', join(directory, 'link'))
    mkdirSync(join(directory, 'directory'))
    symlinkSync(directory, join(directory, 'around'))
    const file = (name: string): ReadBatch['directories'][number]['files'][number] => ({
      name: byteName(name),
      fileClass: 'generic',
      size: 1,
      uid: 0,
    })
    const batch: ReadBatch = {
      directories: [
        ...directories,
        { path: bytePath(directory), files: [file('link'), file('directory'), file('missing')] },
        { path: bytePath(join(directory, 'around')), files: [file('file')] },
        { path: bytePath(join(directory, 'gone')), files: [file('file'), file('target')] },
      ],
    }
    const { items } = await reader.read(batch, answerAll)
    expect(outcomes(items)).toEqual([
      'clean',
      'clean',
      'unstable',
      'unstable',
      'vanished',
      'unstable',
      'vanished',
      'vanished',
    ])
  })

  it('judges a large file by its ends and hashes all of it', async () => {
    const reader = watchedReader()
    await reader.loadRules([pack('one', marker)])
    const size = judgedWholeBytesMax + 4096
    const bytes = Buffer.alloc(size, 'x')
    bytes.write('<?php MARKER', size - 20)
    const { items } = await reader.read(
      writeSite(scratchDirectory(), { big: bytes }),
      async (asked) => await Promise.resolve(asked.map(() => ({ judge: 'all', store: false }))),
    )
    expect(items[0]).toMatchObject({ state: 'read', oid: sha256(bytes), deflated: null })
    const verdict = items[0]?.state === 'read' ? items[0].verdict : null
    expect(verdict?.limits).toEqual(['too-large'])
    expect(verdict?.findings[0]?.evidence[0]?.offset).toBe(size - 14)
  })

  it('does not let files that grew fill the memory', async () => {
    const reader = watchedReader()
    await reader.loadRules([])
    const directory = scratchDirectory()
    const batch = writeSite(directory, { a: 'x', b: 'x', c: 'x', d: 'still small' })
    for (const name of ['a', 'b', 'c'])
      writeFileSync(join(directory, name), Buffer.alloc(8 * 1024 * 1024, name))
    const { items } = await reader.read(batch, answerAll)
    expect(outcomes(items)).toEqual(['clean', 'clean', 'unstable', 'clean'])
  })

  it('fails alone when main cannot answer', async () => {
    const reader = watchedReader()
    await reader.loadRules([])
    const batch = writeSite(scratchDirectory(), { a: 'x' })
    const failing = reader.read(batch, async () => {
      return await Promise.reject(new Error('the store is full'))
    })
    await expect(failing).rejects.toThrow('the store is full')
    const wrongCount = reader.read(batch, async () => await Promise.resolve([]))
    await expect(wrongCount).rejects.toMatchObject({ code: 'HF_BUG' })
    expect(outcomes((await reader.read(batch, answerAll)).items)).toEqual(['clean'])
    expect(reader.losses).toEqual([])
  })

  it('is not judged without rules', async () => {
    const reader = watchedReader()
    const batch = writeSite(scratchDirectory(), { a: 'x' })
    await expect(reader.read(batch, answerAll)).rejects.toMatchObject({ code: 'HF_BUG' })
  })

  it('is one of many at the same time', async () => {
    const reader = watchedReader({ workers: 2 })
    await reader.loadRules([pack('one', marker)])
    const batches = Array.from({ length: 20 }, (_, n) =>
      writeSite(scratchDirectory(), { a: `good ${String(n)}`, b: `MARKER ${String(n)}` }),
    )
    const replies = await Promise.all(batches.map(async (batch) => await reader.read(batch, answerAll)))
    for (const { items } of replies) expect(outcomes(items)).toEqual(['clean', 'malicious'])
  })
})

describe('rules', () => {
  it('that are broken are refused with their place, and the reader lives on', async () => {
    const reader = watchedReader()
    await expect(
      reader.loadRules([pack('broken', 'rule X {\n condition: nonsense\n}')]),
    ).rejects.toMatchObject({
      code: 'HF_RULES_INVALID',
    })
    await reader.loadRules([pack('one', marker)])
    expect(reader.losses).toEqual([])
  })

  it('are admitted one pack at a time', async () => {
    const reader = watchedReader()
    const rules = await reader.admit(pack('one', marker))
    expect(rules).toMatchObject([{ rule: 9001, identifier: 'Marker', pack: 'one' }])
  })

  it('judge stored contents without a file', async () => {
    const reader = watchedReader()
    await reader.loadRules([pack('one', marker)])
    const contents = ['good', 'MARKER'].map((text) => {
      const bytes = Buffer.from(text)
      return { oid: sha256(bytes), fileClass: 'generic', bytes, judge: 'all' } as const
    })
    const verdicts = await reader.judge(contents)
    expect(verdicts[0]).toEqual(cleanVerdict)
    expect(verdicts[1]?.findings).toMatchObject([{ rule: 9001 }])
    expect(await reader.judge([])).toEqual([])
  })
})
