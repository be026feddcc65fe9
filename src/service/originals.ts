import { expiringSoonMs } from '../domain/actingLimits.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { allOperations } from '../store/operations.ts'
import type { StatusReport } from './contract/status.ts'

/** How many originals can be put back at `now`, and how many could be once. Streams. */
export async function countOriginals(meta: KeyValue, now: number): Promise<StatusReport['originals']> {
  const count = { restorable: 0, expired: 0, expiring: 0 }
  let nextEndAt: number | null = null
  for await (const { undoableUntil, undoneBy } of allOperations(meta)) {
    if (undoableUntil === null || undoneBy !== null) continue
    if (undoableUntil <= now) {
      count.expired += 1
      continue
    }
    count.restorable += 1
    if (undoableUntil > now + expiringSoonMs) continue
    count.expiring += 1
    nextEndAt = Math.min(nextEndAt ?? undoableUntil, undoableUntil)
  }
  return { ...count, nextEndAt }
}
