import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Clock } from '../../src/domain/clock.ts'
import { HoldfastError } from '../../src/domain/errors.ts'
import type { ReaderClient } from '../../src/pool/client/readerClient.ts'
import { startReader } from '../../src/pool/client/readerClient.ts'
import type { ScanResult } from '../../src/scanner/scanContext.ts'
import { movableClock, openTestStore, writeTree } from '../support/holdfast.ts'
import { decodedEval, infect } from '../support/inert.ts'
import { rigScan, shared } from '../support/scanRig.ts'
import type { RigScan } from '../support/scanRig.ts'
import { copyStore } from '../support/storeCopy.ts'

/** Every look at this clock is some time later: groups are closed by their age, so that a small scan has many. */
function hastyClock(): Clock {
  const clock = movableClock()
  return {
    ...clock,
    now: () => {
      clock.advance(600)
      return clock.now()
    },
  }
}

const cleanFile = (i: number): string => `<?php // ${String(i)} ${'x'.repeat(300)}\necho 1;\n`

function writeCleanSite(site: string): void {
  const files = Array.from(
    { length: 8 },
    (_, i) => [`d${String(i % 4)}/f${String(i)}.php`, cleanFile(i)] as const,
  )
  for (const [path, content] of files) writeTree(site, { [path]: content })
}

/** Two were clean before, so that a lost batch could lose what they were; two are the same. */
function infectSite(site: string): void {
  writeTree(site, {
    'd1/f1.php': infect(cleanFile(1), 'same-block'),
    'd2/shell.php': decodedEval,
    'd3/f3.php': infect(cleanFile(3), 'same-block'),
    'd3/deep/copy.php': decodedEval,
  })
}

function whatIsFound({ snapshots, incidents }: ScanResult): unknown {
  const found = incidents.map(({ path, type, reason, notes }) => ({ path, type, reason, notes }))
  return { tree: snapshots[0]?.tree, found }
}

interface Fault {
  readonly database: 'meta' | 'objects'
  readonly effect: 'before' | 'after'
  readonly nth: number
}

function everyFault(batches: Readonly<Record<'meta' | 'objects', number>>): readonly Fault[] {
  return (['meta', 'objects'] as const).flatMap((database) =>
    (['before', 'after'] as const).flatMap((effect) =>
      Array.from({ length: batches[database] }, (_, i) => ({ database, effect, nth: i + 1 })),
    ),
  )
}

describe('a scan with one batch that fails', () => {
  let directory: string
  let site: string
  let client: ReaderClient
  let reader: () => ReaderClient

  beforeAll(() => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-test-')))
    client = startReader({ workers: 1 })
    reader = shared(client)
  })

  afterAll(async () => {
    await client.close()
    rmSync(directory, { recursive: true, force: true })
  })

  const scan = async (name: string, more: Partial<RigScan> = {}): Promise<ScanResult> =>
    await rigScan({
      store: join(directory, name, 'store'),
      paths: [site],
      clock: hastyClock(),
      startReader: reader,
      batchBytes: 1024,
      ...more,
    })

  const problems = async (name: string): Promise<readonly unknown[]> => {
    const holdfast = await openTestStore(join(directory, name), movableClock())
    try {
      return (await holdfast.fsck({ readData: 'all' })).problems
    } finally {
      await holdfast.close()
    }
  }

  /** Fails each batch in turn, on stores that `prepare` makes, and compares with a scan that nothing disturbed. */
  const failEach = async (prepare: (name: string) => void): Promise<void> => {
    const batches = { meta: 0, objects: 0 }
    prepare('calm')
    const calm = await scan('calm', { onBatch: (database) => (batches[database] += 1) })
    expect(calm.incidents).toHaveLength(4)
    expect(Math.min(batches.meta, batches.objects)).toBeGreaterThan(2)
    for (const { database, effect, nth } of everyFault(batches)) {
      const name = `${database}-${effect}-${String(nth)}`
      const error = new HoldfastError('HF_DISK_FULL', name)
      prepare(name)
      const fault = { database, plan: { call: 'batch', nth, effect, error } } as const
      // With other groups than in the calm scan the n-th batch may not come.
      const first = await scan(name, { fault }).catch((thrown: unknown) => thrown)
      expect([name, first === error || whatIsFound(first as ScanResult)]).toEqual([
        name,
        first === error || whatIsFound(calm),
      ])
      expect([name, await problems(name)]).toEqual([name, []])
      const second = await scan(name)
      expect([name, whatIsFound(second)]).toEqual([name, whatIsFound(calm)])
      if (nth % 4 === 1) expect([name, await problems(name)]).toEqual([name, []])
    }
    for (const entry of [
      'calm',
      ...everyFault(batches).map((f) => `${f.database}-${f.effect}-${String(f.nth)}`),
    ])
      rmSync(join(directory, entry), { recursive: true, force: true })
  }

  it('at first leaves nothing or something true, and the next one finds everything', async () => {
    site = join(directory, 'first-site')
    writeCleanSite(site)
    infectSite(site)
    await failEach((name) => {
      writeTree(join(directory, name), { 'kept-busy': '' })
    })
  }, 300_000)

  it('of a known site forgets neither a finding nor what was there before', async () => {
    site = join(directory, 'known-site')
    writeCleanSite(site)
    await scan('clean')
    infectSite(site)
    await failEach((name) => {
      copyStore(join(directory, 'clean', 'store'), join(directory, name, 'store'))
    })
  }, 300_000)
})
