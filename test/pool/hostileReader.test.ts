import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { ReaderLimits } from '../../src/pool/client/readerLimits.ts'
import type { LossCause } from '../../src/pool/client/watch.ts'
import type { Hostility } from '../support/hostileReader.ts'
import { hostileEntry } from '../support/hostileEntry.ts'
import { answerAll, watchedReader, writeSite } from '../support/readers.ts'
import type { WatchedReader } from '../support/readers.ts'
import { scratchDirectory } from '../support/scratch.ts'

// Short clocks: what is tested is that each of them ends the reader, not how long they are.
const shortLimits: Partial<ReaderLimits> = {
  tickMs: 20,
  silenceMsMax: 600,
  contentMsMax: 300,
  batchMsMax: 900,
  poisonKillsMax: 2,
  killsPerContentMax: 1,
}

function hostileReader(hostility: Hostility, limits: Partial<ReaderLimits> = {}): WatchedReader {
  return watchedReader({
    entry: hostileEntry(scratchDirectory(), hostility),
    limits: { ...shortLimits, ...limits },
  })
}

const lies: readonly (readonly [Hostility, LossCause])[] = [
  ['hangs', 'silent'],
  ['stands still', 'timeout'],
  ['pretends to get on', 'timeout'],
  ['dies at a batch', 'died'],
  ['dies at the answers', 'died'],
  ['sends garbage', 'breach'],
  ['sends a gigabyte', 'breach'],
  ['replies to nothing', 'breach'],
  ['skips the question', 'breach'],
  ['reads too few', 'breach'],
  ['has an odd oid', 'breach'],
  ['has a negative size', 'breach'],
  ['skips in main words', 'breach'],
  ['finishes too few', 'breach'],
  ['does not judge', 'breach'],
  ['hits an unknown rule', 'breach'],
  ['says crash', 'breach'],
  ['sends bytes nobody asked for', 'breach'],
  ['promises more bytes than it sends', 'breach'],
]

describe('a hostile reader', () => {
  it.each(lies)('that %s gives no verdict', async (hostility, cause) => {
    const reader = hostileReader(hostility)
    const batch = writeSite(scratchDirectory(), { 'a.php': '<?php one();', 'b.php': '<?php two();' })
    await reader.loadRules([])
    const reply = await reader.read(batch, answerAll)
    expect(reply.items).toEqual([
      { state: 'skipped', reason: 'reader-failed' },
      { state: 'skipped', reason: 'reader-failed' },
    ])
    expect(reader.losses.map((loss) => loss.cause)).toContain(cause)
    // Two kills are the budget, one more bans the owner; the first loss is nobody's fault yet.
    expect(reader.losses.length).toBeLessThanOrEqual(5)
  })

  it('that judges although the verdict is known is not believed', async () => {
    const reader = hostileReader('judges unasked')
    const batch = writeSite(scratchDirectory(), { 'a.php': '<?php one();' })
    await reader.loadRules([])
    const reply = await reader.read(
      batch,
      async (asked) => await Promise.resolve(asked.map(() => ({ judge: 'none', store: false }))),
    )
    expect(reply.items).toEqual([{ state: 'skipped', reason: 'reader-failed' }])
    expect(reader.losses[0]).toMatchObject({ cause: 'breach' })
  })

  it('that eats memory is killed before the machine is', async () => {
    const patient = { contentMsMax: 60_000, batchMsMax: 60_000, silenceMsMax: 60_000 }
    const reader = hostileReader('eats memory', { ...patient, memoryBytesMax: 300 * 1024 * 1024 })
    const batch = writeSite(scratchDirectory(), { 'a.php': '<?php one();' })
    await reader.loadRules([])
    const reply = await reader.read(batch, answerAll)
    expect(reply.items).toEqual([{ state: 'skipped', reason: 'reader-failed' }])
    expect(reader.losses[0]).toMatchObject({ cause: 'memory' })
  })

  it.each(['never greets', 'exits at once', 'greets in another version'] as const)(
    'that %s is a failure of the run, not of a file',
    async (hostility) => {
      const reader = hostileReader(hostility, { startMsMax: 3000 })
      const batch = writeSite(scratchDirectory(), { 'a.php': '<?php one();' })
      await expect(reader.read(batch, answerAll)).rejects.toMatchObject({ code: 'HF_READER_FAILED' })
    },
  )

  it('that dies when it gets the rules is a failure of the run', async () => {
    const reader = hostileReader('dies at the rules')
    await expect(reader.loadRules([])).rejects.toMatchObject({ code: 'HF_READER_FAILED' })
  })

  it('is given up when nothing ever gets done', async () => {
    const reader = hostileReader('dies at a batch', { fruitlessMax: 3, poisonKillsMax: 1000 })
    const files = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`${String(n)}.php`, String(n)]))
    const batch = writeSite(scratchDirectory(), files)
    await reader.loadRules([])
    await expect(reader.read(batch, answerAll)).rejects.toMatchObject({ code: 'HF_READER_FAILED' })
    expect(reader.losses).toHaveLength(3)
  })

  it('that does not end when asked is ended', async () => {
    const reader = hostileReader('does not end', { closeMsMax: 200 })
    await reader.loadRules([])
    const pid = reader.pid()
    expect(existsSync(`/proc/${String(pid)}`)).toBe(true)
    await reader.close()
    expect(existsSync(`/proc/${String(pid)}`)).toBe(false)
  })
})
