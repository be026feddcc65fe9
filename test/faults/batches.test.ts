import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Clock } from '../../src/domain/clock.ts'
import { HoldfastError } from '../../src/domain/errors.ts'
import type { ReaderClient } from '../../src/pool/client/readerClient.ts'
import { startReader } from '../../src/pool/client/readerClient.ts'
import type { ScanResult } from '../../src/scanner/scanContext.ts'
import type { FaultPlan } from '../../src/kv/faultyKeyValue.ts'
import { movableClock, openTestStore, writeTree } from '../support/holdfast.ts'
import { decodedEval, infect } from '../support/inert.ts'
import { rigScan, shared } from '../support/scanRig.ts'
import type { RigScan } from '../support/scanRig.ts'
import { quickScratchRoot } from '../support/scratch.ts'
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

/** One call of one database fails, with its work undone or (a batch) done. */
interface Fault extends Pick<FaultPlan, 'call' | 'effect' | 'nth'> {
  readonly database: 'meta' | 'objects'
  readonly code: 'HF_IO' | 'HF_DISK_FULL'
}

/** Reads fail before they answer; only a batch can have its effect and lose its answer. */
const kinds: readonly Omit<Fault, 'nth'>[] = (['meta', 'objects'] as const).flatMap((database) => [
  ...(['HF_IO', 'HF_DISK_FULL'] as const).flatMap((code) =>
    (['before', 'after'] as const).map((effect) => ({ database, call: 'batch', effect, code }) as const),
  ),
  ...(['get', 'getMany', 'hasMany', 'next'] as const).map(
    (call) => ({ database, call, effect: 'before', code: 'HF_IO' }) as const,
  ),
])

describe('a scan with one call of a database that fails', () => {
  let directory: string
  let site: string
  let client: ReaderClient
  let reader: () => ReaderClient

  beforeAll(() => {
    directory = realpathSync(mkdtempSync(join(quickScratchRoot(), 'holdfast-test-')))
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

  /** Fails each call in turn, on stores that `prepare` makes, and compares with a scan that nothing disturbed. */
  const failEach = async (prepare: (name: string) => void): Promise<number> => {
    prepare('calm')
    const calm = await scan('calm')
    expect(calm.incidents).toHaveLength(4)
    let faults = 0
    for (const kind of kinds) {
      for (let nth = 1; await failOne({ ...kind, nth }, calm, prepare); nth += 1) faults += 1
    }
    rmSync(join(directory, 'calm'), { recursive: true, force: true })
    return faults
  }

  /** False when the scan made fewer such calls. */
  const failOne = async (
    fault: Fault,
    calm: ScanResult,
    prepare: (name: string) => void,
  ): Promise<boolean> => {
    const { database, call, nth, effect, code } = fault
    const name = [database, call, effect, code, nth].join('-')
    const seen = { fired: false }
    const plan: FaultPlan = {
      call,
      nth,
      effect,
      get error() {
        seen.fired = true
        return new HoldfastError(code, name)
      },
    }
    prepare(name)
    const first = await scan(name, { fault: { database, plan } }).catch((thrown: unknown) => thrown)
    if (seen.fired) {
      const isSaid = first instanceof HoldfastError && first.message === name
      // A reading that is not needed may fail without the run; what it says then is what a calm one says.
      if (!isSaid) expect([name, whatIsFound(first as ScanResult)]).toEqual([name, whatIsFound(calm)])
      expect([name, await problems(name)]).toEqual([name, []])
      expect([name, whatIsFound(await scan(name))]).toEqual([name, whatIsFound(calm)])
      if (nth % 4 === 1) expect([name, await problems(name)]).toEqual([name, []])
    }
    rmSync(join(directory, name), { recursive: true, force: true })
    return seen.fired
  }

  it('at first leaves nothing or something true, and the next one finds everything', async () => {
    site = join(directory, 'first-site')
    writeCleanSite(site)
    infectSite(site)
    const faults = await failEach((name) => {
      writeTree(join(directory, name), { 'kept-busy': '' })
    })
    console.log(`first scan: ${String(faults)} failed calls`)
    expect(faults).toBeGreaterThan(20)
  }, 300_000)

  it('of a known site forgets neither a finding nor what was there before', async () => {
    site = join(directory, 'known-site')
    writeCleanSite(site)
    await scan('clean')
    infectSite(site)
    const faults = await failEach((name) => {
      copyStore(join(directory, 'clean', 'store'), join(directory, name, 'store'))
    })
    console.log(`rescan: ${String(faults)} failed calls`)
    expect(faults).toBeGreaterThan(20)
  }, 300_000)
})
