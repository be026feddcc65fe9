import { displayPath } from '../domain/displayPath.ts'
import { stagedFilesMax } from '../domain/actingLimits.ts'
import type { Operation } from '../domain/operation.ts'
import { type ByteName, type BytePath, joinPath } from '../domain/path.ts'
import { captureStaged } from '../fsafe/write/change.ts'
import { closeStage, listStaged, openStage, type Stage } from '../fsafe/write/stage.ts'
import { readOperation } from '../store/operations.ts'
import { clearEnded } from './clearAway.ts'
import { stageWay } from './job.ts'
import { keepContents } from './keepContents.ts'
import { heldVersion } from './lookAt.ts'
import { parseStagedName } from './stagedName.ts'
import { unlessTrouble } from './trouble.ts'
import type { UnknownStaged, VaultContext } from './vault.ts'

/**
 * Clears what ended operations of this store left in the stage below `top`. Files of other stores and of open operations
 * stay; those that belong to nothing are kept in the store, stay too, and are answered. A stage that cannot be opened now
 * is left for later.
 */
export async function clearStage(context: VaultContext, top: BytePath): Promise<readonly UnknownStaged[]> {
  const stage = stageNow(context, top)
  if (stage === null) return []
  try {
    const unknown: UnknownStaged[] = []
    const done = new Set<number>()
    for (const name of namesIn(context, stage)) {
      const owner = await ownerOf(context, name)
      if (owner === 'unknown') unknown.push(await keepUnknown(context, stage, name))
      else if (owner !== 'not-ours' && owner.outcome !== 'open' && !done.has(owner.id)) {
        done.add(owner.id)
        await clearEnded(context, owner, stageWay(context.store, stage, owner.id))
      }
    }
    return unknown
  } finally {
    closeStage(stage)
  }
}

function namesIn({ calls }: VaultContext, stage: Stage): readonly ByteName[] {
  return (unlessTrouble(() => listStaged(calls, stage)) ?? []).slice(0, stagedFilesMax)
}

function stageNow({ calls }: VaultContext, top: BytePath): Stage | null {
  const stage = unlessTrouble(() => openStage(calls, top))
  return stage?.kind === 'stage' ? stage : null
}

async function ownerOf({ store }: VaultContext, name: ByteName): Promise<Operation | 'unknown' | 'not-ours'> {
  const staged = parseStagedName(name)
  if (staged === undefined) return 'unknown'
  if (staged.store !== store.id) return 'not-ours'
  return (await readOperation(store.meta, staged.operation)) ?? 'unknown'
}

/** Told once: the event goes with the row of a content that the store did not have. */
async function keepUnknown(context: VaultContext, stage: Stage, name: ByteName): Promise<UnknownStaged> {
  const path = joinPath(stage.directory.path, name)
  const captured = captureStaged(context.calls, stage, name)
  if (captured.state === 'refused') return { path, oid: null }
  const { version, bytes } = heldVersion(captured)
  const rows = await keepContents(context, [{ oid: version.oid, bytes }])
  const detail = { staged: displayPath(path), kept: version.oid }
  const draft = {
    event: 'changed-during-operation',
    cause: 'manual',
    initiator: { uid: 0 },
    detail,
    oid: version.oid,
  } as const
  if (rows.length > 0) await context.journal.write(rows, [draft])
  return { path, oid: version.oid }
}
