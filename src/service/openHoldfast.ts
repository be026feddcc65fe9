/**
 * The composition root: opens the rooms and hands them to one function per use case. The use cases are imported when
 * they are called, so that `status` does not pay for the scanner.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../domain/clock.ts'
import { HoldfastError, unreachable } from '../domain/errors.ts'
import { lockPollMs } from '../domain/limits.ts'
import { readHead } from '../journal/head.ts'
import { type Journal, openJournal } from '../journal/journal.ts'
import { askHolder as askStore, createStore as makeStore, openStore, type Store } from '../store/store.ts'
import type { Holding, ServiceContext } from './context.ts'
import type { AskHolder, CreateStore, Holdfast, OpenHoldfast, OpenRequest } from './contract.ts'
import { type Machine, thisMachine } from './machine.ts'
import { startScan } from './startScan.ts'
import { noteSettings, readSettings } from './settings.ts'

/** Opens a store for everything in the contract; throws as openStore, and HF_CONFIG_INVALID, HF_CONFIG_UNSAFE. */
export const openHoldfast: OpenHoldfast = async (request) => await openHoldfastOn(thisMachine(), request)

export const createStore: CreateStore = async (request) => {
  const context = await openContext(thisMachine(), request, 'create')
  const { directory, id } = context.store
  await context.store.close()
  return { path: directory, storeId: id }
}

export const askHolder: AskHolder = async (store) => await askStore(store)

/** openHoldfast with the machine as a parameter. */
export async function openHoldfastOn(
  machine: Machine,
  request: Parameters<OpenHoldfast>[0],
): Promise<Holdfast> {
  const context = await openContext(machine, request, request.create === 'never' ? 'open' : 'open-or-create')
  return { ...lookers(context), ...keepers(context), ...rulers(context) }
}

type Opening = 'open' | 'create' | 'open-or-create'

async function openContext(
  machine: Machine,
  request: OpenRequest,
  opening: Opening,
): Promise<ServiceContext> {
  const { clock } = machine
  const settings = readSettings(request.store, machine.uid, machine.systemConfig)
  const holding = idleHolding(machine)
  const { store, created } = await openOrCreate(machine, request, { opening, holding })
  let opened: Promise<Journal> | undefined
  const journal = async (): Promise<Journal> => await (opened ??= openJournal(store.meta, clock))
  const context = { store, created, journal, machine, initiator: request.initiator, settings, holding }
  try {
    await unlessDamaged(async () => {
      await noteCreation(context)
      await noteSettings(context)
    })
    return context
  } catch (error) {
    await store.close()
    throw error
  }
}

/** Damage is for the use case to meet: fsck has to open a store that has some. */
async function unlessDamaged(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.kind !== 'corrupt') throw error
  }
}

/** Asks for the journal, not for `created`: a crash in between must not leave a history without its beginning. */
async function noteCreation({ store, journal, initiator }: ServiceContext): Promise<void> {
  if ((await readHead(store.meta)) !== undefined) return
  const detail = { store: store.id }
  await (await journal()).write([], [{ event: 'store-created', cause: 'manual', initiator, detail }])
}

function idleHolding({ pid, clock }: Machine): Holding {
  const since = clock.now()
  return {
    status: { pid, what: 'a command', scan: null, since, filesDone: 0, filesExpected: null, findings: 0 },
  }
}

interface Opened {
  readonly store: Store
  readonly created: boolean
}

interface How {
  readonly opening: Opening
  readonly holding: Holding
}

async function openOrCreate(machine: Machine, request: OpenRequest, how: How): Promise<Opened> {
  const describe = (): Holding['status'] => how.holding.status
  const open = async (): Promise<Opened> => ({
    store: await openStore(request.store, { describe }),
    created: false,
  })
  const create = async (): Promise<Opened> => {
    const store = await makeStore(request.store, { entropy: machine.entropy, describe })
    return { store, created: true }
  }
  return await whileLocked(machine.clock, request.waitMs, async () => {
    switch (how.opening) {
      case 'open':
        return await open()
      case 'create':
        return await create()
      case 'open-or-create':
        return await orElse(open, 'HF_NO_STORE', create)
      default:
        return unreachable(how.opening)
    }
  })
}

/** Asks again until nobody else holds the store or `waitMs` have passed. */
async function whileLocked<Result>(
  clock: Clock,
  waitMs: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const until = clock.monotonicMicros() + waitMs * 1000
  for (;;) {
    try {
      return await work()
    } catch (error) {
      const isHeld = error instanceof HoldfastError && error.code === 'HF_STORE_LOCKED'
      if (!isHeld || clock.monotonicMicros() >= until) throw error
    }
    await sleep(lockPollMs)
  }
}

async function orElse<Result>(
  work: () => Promise<Result>,
  code: HoldfastError['code'],
  otherwise: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof HoldfastError && error.code === code) return await otherwise()
    throw error
  }
}

type Lookers = Pick<Holdfast, 'scan' | 'status' | 'list' | 'explain' | 'view' | 'history' | 'contentDiff'>

function lookers(context: ServiceContext): Lookers {
  return {
    scan: (request, signal) => startScan(context, request, signal),
    status: async () => await (await import('./status.ts')).readStatus(context),
    list: async (query) => await (await import('./list.ts')).listIncidents(context, query),
    explain: async (request) => await (await import('./explain.ts')).explain(context, request),
    view: async (request) => await (await import('./view.ts')).viewContent(context, request),
    history: async (query) => await (await import('./history.ts')).readHistory(context, query),
    contentDiff: async (request) => await (await import('./contentDiff.ts')).diffContents(context, request),
  }
}

type Keepers = Pick<
  Holdfast,
  'snapshotList' | 'snapshotShow' | 'snapshotLs' | 'snapshotDiff' | 'fsck' | 'close'
>

function keepers(context: ServiceContext): Keepers {
  return {
    snapshotList: async (query) => await (await import('./snapshots.ts')).listSnapshotPage(context, query),
    snapshotShow: async (spec) => await (await import('./snapshots.ts')).showSnapshot(context, spec),
    snapshotLs: async (request) =>
      await (await import('./snapshots.ts')).listSnapshotEntries(context, request),
    snapshotDiff: async (request) => await (await import('./snapshots.ts')).diffSnapshots(context, request),
    fsck: async (request) => await (await import('./fsck.ts')).checkStore(context, request),
    close: async () => {
      await context.store.close()
    },
  }
}

type Rulers = Pick<
  Holdfast,
  'rulesList' | 'rulesShow' | 'rulesAdd' | 'rulesRemove' | 'rulesTest' | 'configShow' | 'configSet'
>

function rulers(context: ServiceContext): Rulers {
  return {
    rulesList: async () => await (await import('./rules.ts')).listRules(context),
    rulesShow: async (rule) => await (await import('./rules.ts')).showRule(context, rule),
    rulesAdd: async (source) => await (await import('./changeRules.ts')).addRules(context, source),
    rulesRemove: async (name) => await (await import('./changeRules.ts')).removeRules(context, name),
    rulesTest: async (source) => await (await import('./testRules.ts')).testRules(context, source),
    configShow: async () => (await import('./config.ts')).showConfig(context),
    configSet: async (key, value) => await (await import('./config.ts')).setConfig(context, key, value),
  }
}
