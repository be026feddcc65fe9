import type { BytePath } from '../domain/path.ts'
import type { WriteCalls } from '../fsafe/write/calls.ts'
import { syncDirectory } from '../fsafe/write/change.ts'
import { closeStage, listStaged, openStage, type Stage } from '../fsafe/write/stage.ts'
import { busyStagesOperation } from '../store/stages.ts'
import { parseStagedName } from './stagedName.ts'
import { unlessTrouble } from './trouble.ts'
import type { VaultContext } from './vault.ts'

/**
 * Notes that the stages of a run are empty of this store's files, once that is durable. Those that are not stay noted, and
 * the next recovery looks into them.
 */
export async function endRun(context: VaultContext, busy: ReadonlySet<BytePath>): Promise<void> {
  if (busy.size === 0) return
  const { store, calls } = context
  const left = [...busy].filter((top) => !isCleared(calls, store.id, top))
  // Losing this write costs a look into the stages, so it need not wait for the disk.
  await store.meta.batch([busyStagesOperation(left)], { sync: false })
}

function isCleared(calls: WriteCalls, storeId: string, top: BytePath): boolean {
  const stage = unlessTrouble(() => openStage(calls, top))
  if (stage?.kind !== 'stage') return false
  try {
    return unlessTrouble(() => isEmpty(calls, storeId, stage)) ?? false
  } finally {
    closeStage(stage)
  }
}

/** Durably so: the last names may have gone a moment ago. */
function isEmpty(calls: WriteCalls, storeId: string, stage: Stage): boolean {
  if (listStaged(calls, stage).some((name) => parseStagedName(name)?.store === storeId)) return false
  syncDirectory(calls, stage.directory)
  return true
}
