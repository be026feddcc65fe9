import * as fs from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contentRowKey, indexPageKey, openIncidentKey, singleKey } from '../../src/codec/keys.ts'
import { HoldfastError } from '../../src/domain/errors.ts'
import { type Journal, openJournal } from '../../src/journal/journal.ts'
import { faulty, type FaultPlan, type KeyValueCall } from '../../src/kv/faultyKeyValue.ts'
import type { ServiceContext } from '../../src/service/context.ts'
import { sha256 } from '../../src/hash/sha256.ts'
import { checkStore, findDamage } from '../../src/service/fsck.ts'
import { thisMachine } from '../../src/service/machine.ts'
import { openGate } from '../../src/service/gate.ts'
import { idleStatus } from '../../src/service/openContext.ts'
import { repairStore } from '../../src/service/repair/repairStore.ts'
import { readSettings } from '../../src/service/settings.ts'
import { readStatus } from '../../src/service/status.ts'
import { objectsIn } from '../../src/store/objects.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { describeTest } from '../store/describeTest.ts'
import { decodedEval } from '../support/inert.ts'
import { makeRepairRig, type RepairRig } from '../support/repairRig.ts'
import { quickScratchRoot } from '../support/scratch.ts'
import { copyStore, rowsOf } from '../support/storeCopy.ts'

type Database = 'meta' | 'objects'

const calls: readonly KeyValueCall[] = ['get', 'getMany', 'hasMany', 'batch', 'next']

/** One call of one database fails; `fired` says whether the run came to it. */
class Fault implements FaultPlan {
  readonly #error = new HoldfastError('HF_IO', 'this call was made to fail')
  readonly effect = 'before'
  fired = false
  readonly database: Database
  readonly call: KeyValueCall
  readonly nth: number
  constructor(database: Database, call: KeyValueCall, nth: number) {
    this.database = database
    this.call = call
    this.nth = nth
  }

  get error(): HoldfastError {
    this.fired = true
    return this.#error
  }
}

describe('looking at a store with one call that fails', () => {
  let rig: RepairRig

  beforeAll(async () => {
    rig = await makeRepairRig(fs.mkdtempSync(join(quickScratchRoot(), 'holdfast-test-')))
  })

  afterAll(() => {
    fs.rmSync(rig.directory, { recursive: true, force: true })
  })

  const opened = async (name: string): Promise<Store> => {
    const directory = join(rig.directory, name, 'store')
    if (!fs.existsSync(directory)) copyStore(join(rig.directory, 'store'), directory)
    return await openStore(directory, { describe: describeTest })
  }

  it('fsck never calls it whole, and status never answers', async () => {
    const store = await opened('check')
    const faults = await failEach(async (fault) => {
      const context = contextOf(withFault(store, fault))
      const report = await orFailure(async () => await checkStore(context, { readData: 'all' }))
      expect([fault.nth, report?.ok ?? false]).toEqual([fault.nth, !fault.fired])
    })
    const more = await failEach(async (fault) => {
      const status = await orFailure(async () => await readStatus(contextOf(withFault(store, fault))))
      expect(status === undefined).toBe(fault.fired)
    })
    console.log(`checking: ${String(faults + more)} failed calls of fsck and status`)
    expect(faults).toBeGreaterThan(40)
    await store.close()
  })

  it('a repair can be taken up again', async () => {
    const repairs = async (store: Store): Promise<unknown> => {
      const context = contextOf(store)
      await repairStore(context, await findDamage(context, 'all'))
      expect((await findDamage(context, 'all')).problems).toEqual([])
      return await withoutEvents(store)
    }
    const damaged = join(rig.directory, 'damaged', 'store')
    const store = await opened('damaged')
    await hurtRows(store, rig)
    await store.close()
    copyStore(damaged, join(rig.directory, 'calm', 'store'))
    const calm = await opened('calm')
    const expected = await repairs(calm)
    await calm.close()
    const faults = await failEach(async (fault) => {
      const name = 'trial'
      copyStore(damaged, join(rig.directory, name, 'store'))
      const trial = await opened(name)
      const context = contextOf(withFault(trial, fault))
      await orFailure(async () => await repairStore(context, await findDamage(context, 'all')))
      expect([fault.nth, await repairs(trial)]).toEqual([fault.nth, expected])
      await trial.close()
      fs.rmSync(join(rig.directory, name), { recursive: true })
    })
    console.log(`checking: ${String(faults)} failed calls of repairs`)
    expect(faults).toBeGreaterThan(40)
  }, 300_000)
})

/** Runs `use` with each call failing in turn, until it comes to no more of that kind; answers how many failed. */
async function failEach(use: (fault: Fault) => Promise<void>): Promise<number> {
  let faults = 0
  for (const call of calls) {
    faults += await failEachOf('meta', call, use)
    faults += await failEachOf('objects', call, use)
  }
  return faults
}

async function failEachOf(
  database: Database,
  call: KeyValueCall,
  use: (fault: Fault) => Promise<void>,
): Promise<number> {
  for (let nth = 1; ; nth += 1) {
    const fault = new Fault(database, call, nth)
    await use(fault)
    if (!fault.fired) return nth - 1
  }
}

function contextOf(store: Store): ServiceContext {
  const machine = { ...thisMachine(), systemConfig: join(store.directory, 'none.json') }
  let opened: Promise<Journal> | undefined
  return {
    store,
    created: false,
    journal: async () => await (opened ??= openJournal(store.meta, machine.clock)),
    machine,
    initiator: { uid: 0 },
    settings: readSettings(store.directory, 0, machine.systemConfig),
    holding: { status: idleStatus(machine) },
    gate: openGate(),
  }
}

function withFault(store: Store, fault: Fault): Store {
  if (fault.database === 'meta') return { ...store, meta: faulty(store.meta, fault) }
  let objects: Promise<ReturnType<typeof objectsIn>> | undefined
  const open = async (): Promise<ReturnType<typeof objectsIn>> =>
    objectsIn(faulty((await store.objects()).database, fault))
  return { ...store, objects: async () => await (objects ??= open()) }
}

/** Undefined for the failure that was planned; another one fails the test. */
async function orFailure<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof HoldfastError && error.code === 'HF_IO') return undefined
    throw error
  }
}

async function hurtRows(store: Store, { site }: RepairRig): Promise<void> {
  const keys = [
    indexPageKey(site, 0),
    contentRowKey(sha256(Buffer.from(decodedEval))),
    singleKey('journal-head'),
  ]
  const damaged = keys.map((key) => ({ type: 'put', key, value: Buffer.from('no record') }) as const)
  const lost = { type: 'del', key: openIncidentKey(join(site, 'd/x.php') as typeof site) } as const
  await store.meta.batch([...damaged, lost], { sync: true })
}

/** Everything but the history, which tells of each try, and the times in rows that were made again. */
async function withoutEvents(store: Store): Promise<unknown> {
  const rows = await rowsOf(store.meta)
  const kept = [...rows].filter(([key]) => !/^[eE]|^mjournal-head/.test(key))
  return kept.map(([key, value]) => [key, key.startsWith('c') ? value.length : value])
}
