import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { undecided } from '../../src/pool/client/poison.ts'
import type { ReaderLimits } from '../../src/pool/client/readerLimits.ts'
import { engineMsMax } from '../../src/domain/limits.ts'
import { cleanVerdict } from '../../src/domain/verdict.ts'
import type { Verdict } from '../../src/domain/verdict.ts'
import type { BatchReply } from '../../src/domain/job.ts'
import { sha256 } from '../../src/hash/sha256.ts'
import { answerAll, watchedReader, writeSite } from '../support/readers.ts'
import type { WatchedReader } from '../support/readers.ts'
import { scratchDirectory } from '../support/scratch.ts'

function poisonReader(limits: Partial<ReaderLimits> = {}): WatchedReader {
  return watchedReader({
    entry: fileURLToPath(new URL('../support/poisonReader.ts', import.meta.url)),
    ownerOf: (path, uid) => `${path} ${String(uid)}`,
    limits: { tickMs: 50, contentMsMax: 1500, memoryBytesMax: 400 * 1024 * 1024, ...limits },
  })
}

function verdictsOf(reply: BatchReply): (Verdict | null | string)[] {
  return reply.items.map((item) => (item.state === 'read' ? item.verdict : item.reason))
}

describe('a content that brings the reader down', () => {
  it('in native code that never returns is undecided, its neighbours are judged', async () => {
    const reader = poisonReader()
    const batch = writeSite(scratchDirectory(), { a: 'good 1', b: 'STUCK', c: 'good 2' })
    await reader.loadRules([])
    const reply = await reader.read(batch, answerAll)
    expect(verdictsOf(reply)).toEqual([cleanVerdict, undecided('timeout'), cleanVerdict])
    expect(reader.losses.map((loss) => loss.cause)).toEqual(['timeout', 'timeout'])
  })

  it('by a crash is undecided and still kept', async () => {
    const reader = poisonReader()
    const batch = writeSite(scratchDirectory(), { a: 'good 1', b: 'CRASH' })
    await reader.loadRules([])
    const reply = await reader.read(batch, answerAll)
    expect(verdictsOf(reply)).toEqual([cleanVerdict, undecided('crash')])
    expect(reply.items[1]).toMatchObject({ state: 'read', oid: sha256(Buffer.from('CRASH')) })
    expect(reply.items[1]?.state === 'read' && reply.items[1].deflated).toBeInstanceOf(Buffer)
  })

  it('by memory is undecided', async () => {
    const reader = poisonReader({ contentMsMax: 60_000 })
    const batch = writeSite(scratchDirectory(), { a: 'HOARD', b: 'good' })
    await reader.loadRules([])
    expect(verdictsOf(await reader.read(batch, answerAll))).toEqual([undecided('crash'), cleanVerdict])
    expect(reader.losses.map((loss) => loss.cause)).toContain('memory')
  })

  it('is tried twice in the whole run, wherever it lies', async () => {
    const reader = poisonReader()
    await reader.loadRules([])
    await reader.read(writeSite(scratchDirectory(), { a: 'CRASH' }), answerAll)
    const lossesBefore = reader.losses.length
    const reply = await reader.read(writeSite(scratchDirectory(), { other: 'CRASH', b: 'good' }), answerAll)
    expect(verdictsOf(reply)).toEqual([undecided('crash'), cleanVerdict])
    expect(reader.losses).toHaveLength(lossesBefore)
  })

  it('asks main once for each content, however often the reader is lost', async () => {
    const reader = poisonReader()
    const batch = writeSite(scratchDirectory(), { a: 'good 1', b: 'CRASH', c: 'good 2' })
    await reader.loadRules([])
    const asked: number[] = []
    await reader.read(batch, async (contents) => {
      asked.push(...contents.map((content) => content.item))
      return await answerAll(contents)
    })
    expect(asked).toEqual([0, 1, 2])
  })

  it('does not spoil the batches beside it', async () => {
    const reader = poisonReader()
    await reader.loadRules([])
    const replies = await Promise.all(
      ['good 1', 'STUCK', 'good 2', 'good 3'].map(async (content) =>
        verdictsOf(await reader.read(writeSite(scratchDirectory(), { file: content }), answerAll)),
      ),
    )
    expect(replies).toEqual([[cleanVerdict], [undecided('timeout')], [cleanVerdict], [cleanVerdict]])
  })

  it('uses up the budget of its owner only', async () => {
    const reader = poisonReader({ poisonKillsMax: 2 })
    await reader.loadRules([])
    const bad = writeSite(scratchDirectory(), { a: 'CRASH 1', b: 'CRASH 2', c: 'good' })
    expect(verdictsOf(await reader.read(bad, answerAll))).toEqual([
      undecided('crash'),
      undecided('budget'),
      undecided('budget'),
    ])
    const good = writeSite(scratchDirectory(), { a: 'good' })
    expect(verdictsOf(await reader.read(good, answerAll))).toEqual([cleanVerdict])
    // Known verdicts cost nothing, so they are not touched by the budget.
    const known = await reader.read(
      bad,
      async (asked) => await Promise.resolve(asked.map(() => ({ judge: 'none', store: false }))),
    )
    expect(verdictsOf(known)).toEqual([null, null, null])
  })

  it('uses up the budget of its user only, where no home tells the owner', async () => {
    const reader = poisonReader({ poisonKillsMax: 2 })
    await reader.loadRules([])
    const batch = writeSite(scratchDirectory(), { a: 'CRASH 1', b: 'CRASH 2', c: 'good 1', d: 'good 2' })
    const directories = batch.directories.map(({ path, files }) => ({
      path,
      files: files.map((file) => ({ ...file, uid: file.name === 'd' ? 1002 : 1001 })),
    }))
    expect(verdictsOf(await reader.read({ directories }, answerAll))).toEqual([
      undecided('crash'),
      undecided('budget'),
      undecided('budget'),
      cleanVerdict,
    ])
  })

  it('pays for the time that the engine gave up after', async () => {
    const reader = poisonReader({ poisonMsMax: 2 * engineMsMax })
    await reader.loadRules([])
    const site = scratchDirectory()
    const verdicts: unknown[] = []
    for (const n of [1, 2, 3, 4]) {
      const batch = writeSite(site, { [String(n)]: n === 4 ? 'good' : `SLOWS ${String(n)}` })
      verdicts.push(...verdictsOf(await reader.read(batch, answerAll)))
    }
    const [timeout, budget] = [undecided('timeout'), undecided('budget')]
    expect(verdicts).toEqual([timeout, timeout, budget, budget])
    expect(reader.losses).toEqual([])
  })

  it('is undecided from the store too', async () => {
    const reader = poisonReader()
    await reader.loadRules([])
    const contents = ['good', 'CRASH', 'good too'].map((text) => {
      const bytes = Buffer.from(text)
      return { oid: sha256(bytes), fileClass: 'generic', bytes, judge: 'all' } as const
    })
    expect(await reader.judge(contents)).toEqual([cleanVerdict, undecided('crash'), cleanVerdict])
    const many = Array.from({ length: 200 }, (_, n) => {
      const bytes = Buffer.from(`good ${String(n)}`)
      return { oid: sha256(bytes), fileClass: 'generic', bytes, judge: 'all' } as const
    })
    expect(await reader.judge(many)).toEqual(many.map(() => cleanVerdict))
  })
})

describe('a pack that does not come to an end', () => {
  it('is refused, and the reader is good for other packs', async () => {
    const reader = poisonReader({ compileMsMax: 4000 })
    const pack = {
      name: 'stuck',
      format: 'yara',
      fingerprint: sha256(Buffer.of()),
      source: Buffer.of(),
    } as const
    await expect(reader.loadRules([pack])).rejects.toMatchObject({ code: 'HF_RULES_INVALID' })
    expect(await reader.loadRules([])).toEqual({ engine: 'poisoned', rules: [] })
  })
})
