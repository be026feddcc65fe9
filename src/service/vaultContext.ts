import { readCounters } from '../store/counters.ts'
import { onDisk } from '../vault/onDisk.ts'
import type { VaultContext } from '../vault/vault.ts'
import type { ServiceContext } from './context.ts'

/** What the vault works with, for one run of operations: its counters must be the only ones of that time. */
export async function vaultContext(context: ServiceContext): Promise<VaultContext> {
  const { store, machine, settings } = context
  const { originals, quarantine } = settings.config.retention
  return onDisk({
    store,
    journal: await context.journal(),
    counters: await readCounters(store.meta),
    clock: machine.clock,
    retention: { originalDays: originals, quarantineDays: quarantine },
  })
}
