import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HoldfastError } from '../../src/domain/errors.ts'
import type { FaultPlan, KeyValueCall } from '../../src/kv/faultyKeyValue.ts'
import { findDamage } from '../../src/service/fsck.ts'
import { runGc } from '../../src/service/gc/runGc.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { describeTest } from '../store/describeTest.ts'
import {
  addTicket,
  copyGcRig,
  dayMs,
  type GcRig,
  makeGcRig,
  putContent,
  untouched,
  versions,
} from '../support/gcRig.ts'
import { quickScratchRoot } from '../support/scratch.ts'
import { contextAround, storeWithFault } from '../support/storeContext.ts'
import { objectIds } from '../support/storeCopy.ts'

/** A failure of one call that says whether the run came to it. */
function plannedFault(
  call: KeyValueCall,
  nth: number,
  effect: FaultPlan['effect'],
): FaultPlan & { fired: boolean } {
  const error = new HoldfastError('HF_IO', 'this call was made to fail')
  return {
    call,
    nth,
    effect,
    fired: false,
    get error() {
      this.fired = true
      return error
    },
  }
}

describe('a collection in which one call fails', () => {
  let rig: GcRig

  beforeAll(async () => {
    rig = await makeGcRig(mkdtempSync(join(quickScratchRoot(), 'holdfast-test-')))
    await addTicket(rig, 'original', rig.clock.now() - dayMs)
    const store = await openStore(join(rig.directory, 'store'), { describe: describeTest })
    // More than one chunk, and strays that have waited for their day.
    await putContent(store, 'x'.repeat(3_000_000) + Math.PI.toString(), 0)
    await collectIn(rig, store)
    await store.close()
    rig.clock.advance(2 * dayMs)
    const again = await openStore(join(rig.directory, 'store'), { describe: describeTest })
    await putContent(again, 'garbage', 0)
    await again.close()
  }, 120_000)

  afterAll(() => {
    rmSync(rig.directory, { recursive: true, force: true })
  })

  const collectIn = async ({ clock }: GcRig, store: Store): Promise<void> => {
    await runGc(contextAround(store, clock), { mode: 'remove', clock: 'check' })
  }

  it('leaves the store whole, loses nothing that is in use, and is made good by the next', async () => {
    const calm = await endState(await collectedCopy(rig))
    expect(calm.content).toEqual([untouched, versions[2]].map(rig.oid).sort())
    let faults = 0
    for (const database of ['meta', 'objects'] as const) {
      for (const call of ['batch', 'get', 'getMany', 'hasMany', 'next'] as const) {
        for (const effect of call === 'batch' ? (['before', 'after'] as const) : (['before'] as const)) {
          faults += await failEach(database, call, effect)
        }
      }
    }
    expect(faults).toBeGreaterThan(40)

    async function failEach(
      database: 'meta' | 'objects',
      call: KeyValueCall,
      effect: FaultPlan['effect'],
    ): Promise<number> {
      for (let nth = 1; ; nth += 1) {
        const copy = copyGcRig(rig)
        const store = await openStore(join(copy.directory, 'store'), { describe: describeTest })
        const fault = plannedFault(call, nth, effect)
        const name = `${database} ${call} ${effect} ${String(nth)}`
        await collectIn(copy, storeWithFault(store, database, fault)).catch((error: unknown) => {
          if (error !== fault.error) throw error
        })
        await store.close()
        expect([name, (await endState(copy)).problems]).toEqual([name, []])
        if (!fault.fired) return nth - 1
        copy.clock.advance(2 * dayMs)
        const next = await openStore(join(copy.directory, 'store'), { describe: describeTest })
        await collectIn(copy, next)
        // What had lost its row just before is a stray now, which waits for its day.
        copy.clock.advance(2 * dayMs)
        await collectIn(copy, next)
        await next.close()
        expect([name, await endState(copy)]).toEqual([name, calm])
      }
    }
  }, 300_000)

  async function collectedCopy(from: GcRig): Promise<GcRig> {
    const copy = copyGcRig(from)
    const store = await openStore(join(copy.directory, 'store'), { describe: describeTest })
    await collectIn(copy, store)
    await store.close()
    return copy
  }
})

async function endState({ directory, clock }: GcRig): Promise<{
  readonly content: readonly string[]
  readonly tree: readonly string[]
  readonly problems: readonly unknown[]
}> {
  const store = await openStore(join(directory, 'store'), { describe: describeTest })
  const { problems } = await findDamage(contextAround(store, clock), 'all')
  const { content, tree } = await objectIds(store)
  await store.close()
  return { content: content.toSorted(), tree: tree.toSorted(), problems }
}
