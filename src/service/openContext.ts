import { HoldfastError, unreachable } from '../domain/errors.ts'
import { readHead } from '../journal/head.ts'
import { type Journal, openJournal } from '../journal/journal.ts'
import { createStore, openDamagedStore, openStore, type Store } from '../store/store.ts'
import type { Holding, ServiceContext } from './context.ts'
import type { OpenRequest } from './contract.ts'
import { expireIgnores } from './ignore/expireIgnores.ts'
import { openGate } from './gate.ts'
import { endOpenOperations } from './endOpenOperations.ts'
import type { Machine } from './machine.ts'
import { noteSettings } from './noteSettings.ts'
import { readSettings } from './settings.ts'
import { whileLocked } from './whileLocked.ts'

/** `open-or-create` creates only where there is no store; `open-damaged` opens with what is left, for repair. */
export type Opening = 'open' | 'create' | 'open-or-create' | 'open-damaged'

/** An open store and what goes with it; nothing stays open when it throws. Throws as openHoldfast. */
export async function openContext(
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
  const { initiator } = request
  const gate = openGate()
  const context = { store, created, journal, machine, initiator, settings, holding, gate }
  try {
    await unlessDamaged(async () => {
      await noteCreation(context)
      await noteSettings(context)
      if (opening !== 'open-damaged') await endOpenOperations(context)
      await expireIgnores(context)
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

function idleHolding(machine: Machine): Holding {
  return { status: idleStatus(machine) }
}

/** What others are told who find the store held by a command that says nothing of itself. */
export function idleStatus({ pid, clock }: Machine): Holding['status'] {
  const since = clock.now()
  return { pid, what: 'a command', scan: null, since, filesDone: 0, filesExpected: null, findings: 0 }
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
    const store = await createStore(request.store, { entropy: machine.entropy, describe })
    return { store, created: true }
  }
  return await whileLocked(machine.clock, request.waitMs, async () => {
    switch (how.opening) {
      case 'open':
        return await open()
      case 'create':
        return await create()
      case 'open-damaged':
        return { store: await openDamagedStore(request.store, { describe }), created: false }
      case 'open-or-create':
        return await orElse(open, 'HF_NO_STORE', create)
      default:
        return unreachable(how.opening)
    }
  })
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
