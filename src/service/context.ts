import type { Initiator } from '../domain/event.ts'
import type { Gate } from './gate.ts'
import type { Journal } from '../journal/journal.ts'
import type { HolderStatus, Store } from '../store/store.ts'
import type { Machine } from './machine.ts'
import type { Settings } from './settings.ts'

/** What every use case works with while this process holds the store. */
export interface ServiceContext {
  readonly store: Store
  /** True when this call made the store. */
  readonly created: boolean
  /** Opened by the first call, once: a broken chain must not keep fsck from saying where. HF_JOURNAL_BROKEN. */
  readonly journal: () => Promise<Journal>
  readonly machine: Machine
  readonly initiator: Initiator
  /** Replaced when they are changed. */
  settings: Settings
  readonly holding: Holding
  /** Between those who add to the store and those who remove from it. */
  readonly gate: Gate
}

/** What others are told who ask the store's lock; the running use case keeps it true. */
export interface Holding {
  status: HolderStatus
}
