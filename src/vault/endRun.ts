import { HoldfastError } from '../domain/errors.ts'
import type { BytePath } from '../domain/path.ts'
import type { WriteCalls } from '../fsafe/write/calls.ts'
import { syncDirectory } from '../fsafe/write/change.ts'
import { closeStage, listStaged, openStage } from '../fsafe/write/stage.ts'
import { busyStagesOperation } from '../store/stages.ts'
import { parseStagedName } from './stagedName.ts'
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
  try {
    const stage = openStage(calls, top)
    if (stage.kind === 'refused') return false
    try {
      if (listStaged(calls, stage).some((name) => parseStagedName(name)?.store === storeId)) return false
      syncDirectory(calls, stage.directory)
      return true
    } finally {
      closeStage(stage)
    }
  } catch (error) {
    if (error instanceof HoldfastError && error.kind !== 'bug') return false
    throw error
  }
}
