import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ReaderOptions } from '../../src/pool/client/readerClient.ts'
import { startReader } from '../../src/pool/client/readerClient.ts'
import type { ScanResult } from '../../src/scanner/scanContext.ts'
import { hostileEntry } from '../support/hostileEntry.ts'
import type { Hostility } from '../support/hostileReader.ts'
import { movableClock, writeTree } from '../support/holdfast.ts'
import { decodedEval } from '../support/inert.ts'
import { rigScan } from '../support/scanRig.ts'
import type { RigScan } from '../support/scanRig.ts'
import { scratchDirectory } from '../support/scratch.ts'

// Short clocks and budgets: how a run ends is tested here, how readers are ended is in test/pool.
const limits = {
  tickMs: 20,
  silenceMsMax: 1500,
  contentMsMax: 1000,
  batchMsMax: 3000,
  killsPerContentMax: 1,
  fruitlessMax: 3,
}

interface Place {
  readonly scan: (reader: Partial<ReaderOptions>, more?: Partial<RigScan>) => Promise<ScanResult>
  readonly site: string
}

function newPlace(files: Readonly<Record<string, string>>): Place {
  const directory = scratchDirectory()
  const site = join(directory, 'site')
  mkdirSync(site)
  writeTree(site, files)
  const clock = movableClock()
  clock.advance(5000)
  return {
    site,
    scan: async (reader, more = {}) =>
      await rigScan({
        store: join(directory, 'store'),
        paths: [site],
        clock,
        startReader: () => {
          const client = startReader({ workers: 1, ...reader })
          onTestFinished(async () => {
            await client.close()
          })
          return client
        },
        ...more,
      }),
  }
}

const hostilities: readonly Hostility[] = [
  'dies at the rules',
  'dies at a batch',
  'dies at the answers',
  'stands still',
  'sends garbage',
  'skips the question',
  'reads too few',
  'does not judge',
  'says crash',
  'hits an unknown rule',
  'sends bytes nobody asked for',
  'finds no file there',
]

describe('a reader that fails', () => {
  for (const hostility of hostilities) {
    it(`because it ${hostility} has no file called clean and none called bad`, async () => {
      const { site, scan } = newPlace({ 'shell.php': decodedEval, 'good.php': '<?php echo 1;' })
      const hostile = { entry: hostileEntry(scratchDirectory(), hostility), limits }
      const ended = await scan(hostile).catch((error: unknown) => error)
      if (ended instanceof Error) expect(ended).toMatchObject({ code: 'HF_READER_FAILED' })
      else expect(ended).toMatchObject({ record: { outcome: 'incomplete' }, incidents: [] })
      const honest = await scan({})
      expect(honest.record).toMatchObject({ outcome: 'complete', counts: { files: 2, judged: 2 } })
      expect(honest.incidents.map(({ path }) => path)).toEqual([join(site, 'shell.php')])
    })
  }
})

describe('a reader that gives up', () => {
  it('while main answers it leaves nobody waiting for what it had claimed', async () => {
    const { scan } = newPlace({ 'one.php': 'same', 'two.php': 'same' })
    const hostile = { entry: hostileEntry(scratchDirectory(), 'gives up while it is answered'), limits }
    await expect(scan(hostile, { batchBytes: 1 })).rejects.toMatchObject({ code: 'HF_ENGINE_UNAVAILABLE' })
  })
})

describe('a content that brings the reader down', () => {
  const poisoned = {
    entry: fileURLToPath(new URL('../support/poisonReader.ts', import.meta.url)),
    limits: { tickMs: 50, contentMsMax: 1000 },
  }

  it('is undecided in all its files, tried three times, and reported until it is gone', async () => {
    const { site, scan } = newPlace({ 'a/killer.php': 'CRASH', 'b/killer.php': 'CRASH', 'good.php': 'fine' })
    const judged: number[] = []
    for (let run = 1; run <= 5; run += 1) {
      const { record, undecided, incidents } = await scan(poisoned, { batchBytes: 1 })
      expect([run, record.outcome]).toEqual([run, 'incomplete'])
      expect(undecided.map(({ path, limits }) => [path, limits])).toEqual([
        [join(site, 'a/killer.php'), ['crash']],
        [join(site, 'b/killer.php'), ['crash']],
      ])
      expect(incidents).toEqual([])
      expect(record.counts.read).toBe(run === 1 ? 3 : 0)
      judged.push(record.counts.judged)
    }
    expect(judged).toEqual([2, 1, 1, 0, 0])
    writeTree(site, { 'a/killer.php': 'harmless', 'b/killer.php': 'harmless' })
    expect((await scan(poisoned)).record).toMatchObject({ outcome: 'complete', counts: { undecided: 0 } })
  })
})
