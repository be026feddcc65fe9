import { readHead } from '../journal/head.ts'
import type { VaultContext } from './vault.ts'

/** Milliseconds since 1970, never before the newest event: a clock set back must not end or lengthen a ticket. */
export async function storeTime({ store, clock }: Pick<VaultContext, 'store' | 'clock'>): Promise<number> {
  const head = await readHead(store.meta)
  return Math.max(clock.now(), head?.at ?? 0)
}
