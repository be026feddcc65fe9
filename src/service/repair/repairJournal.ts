import { HoldfastError } from '../../domain/errors.ts'
import type { EventDraft } from '../../domain/event.ts'
import { continuePastDamage, repairPathIndex } from '../../journal/repair.ts'
import type { ServiceContext } from '../context.ts'
import type { FsckRepair } from '../contract/fsck.ts'

/**
 * Makes the index of events by path again and records the repair. A journal whose end is damaged takes no event until this
 * one: it goes on behind the damage, which stays where it is and is found by every later check.
 */
export async function repairJournal(
  context: ServiceContext,
  repairs: number,
): Promise<readonly FsckRepair[]> {
  const { meta } = context.store
  const indexed = await repairPathIndex(meta)
  const repaired: FsckRepair[] =
    indexed === 0
      ? []
      : [{ kind: 'path-event', id: '', repair: `${String(indexed)} rows of the index made again` }]
  const { initiator, machine } = context
  const draft: EventDraft = {
    event: 'store-repaired',
    cause: 'manual',
    initiator,
    detail: { repairs: repairs + repaired.length },
  }
  try {
    const journal = await context.journal()
    if (repairs + repaired.length > 0) await journal.write([], [draft])
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.kind !== 'corrupt') throw error
    const seq = await continuePastDamage(meta, machine.clock, draft)
    repaired.push({ kind: 'event', id: String(seq), repair: 'the history goes on here, behind the damage' })
  }
  return repaired
}
