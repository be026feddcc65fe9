import { join } from 'node:path'
import type { Clock } from '../../src/domain/clock.ts'
import { type Journal, openJournal } from '../../src/journal/journal.ts'
import { faulty, type FaultPlan } from '../../src/kv/faultyKeyValue.ts'
import type { ServiceContext } from '../../src/service/context.ts'
import { openGate } from '../../src/service/gate.ts'
import { thisMachine } from '../../src/service/machine.ts'
import { idleStatus } from '../../src/service/openContext.ts'
import { readSettings } from '../../src/service/settings.ts'
import { objectsIn } from '../../src/store/objects.ts'
import type { Store } from '../../src/store/store.ts'

/** What a use case works with, around a store that a test has opened, with a clock of its own. */
export function contextAround(store: Store, clock: Clock): ServiceContext {
  const machine = { ...thisMachine(), clock, systemConfig: join(store.directory, 'none.json') }
  let opened: Promise<Journal> | undefined
  return {
    store,
    created: false,
    journal: async () => await (opened ??= openJournal(store.meta, clock)),
    machine,
    initiator: { uid: 0 },
    settings: readSettings(store.directory, 0, machine.systemConfig),
    holding: { status: idleStatus(machine) },
    gate: openGate(),
  }
}

/** The store with one call of one of its databases failing. */
export function storeWithFault(store: Store, database: 'meta' | 'objects', plan: FaultPlan): Store {
  if (database === 'meta') return { ...store, meta: faulty(store.meta, plan) }
  let objects: Promise<ReturnType<typeof objectsIn>> | undefined
  const open = async (): Promise<ReturnType<typeof objectsIn>> =>
    objectsIn(faulty((await store.objects()).database, plan))
  return { ...store, objects: async () => await (objects ??= open()) }
}
