import { operationGroupMax } from '../domain/actingLimits.ts'
import type { Operation } from '../domain/operation.ts'
import { nameOf, parentOf } from '../domain/path.ts'
import type { Place } from '../fsafe/write/place.ts'
import { openOperationIds, requireOperation } from '../store/operations.ts'
import { readBusyStages } from '../store/stages.ts'
import { clearStage } from './clearStage.ts'
import { endRun } from './endRun.ts'
import { copyWay, type Job, stageWay } from './job.ts'
import type { ActedJob } from './seenJob.ts'
import { settle } from './settle.ts'
import { troubleOf } from './trouble.ts'
import type { RecoveryReport, UnknownStaged, VaultContext } from './vault.ts'
import { openWorkplaces, type Workplaces } from './workplaces.ts'

/**
 * Ends every operation that a crash left open: forward when the file was changed, back when it was not. Then clears the
 * stages; what lies there and belongs to nothing is kept in the store and reported. Repeating it is harmless, and it costs
 * two reads when there is nothing to do. What cannot be reached now (a disk that is not mounted) stays open. Throws as
 * runOperations.
 */
export async function recoverOperations(context: VaultContext): Promise<RecoveryReport> {
  const { meta } = context.store
  const ids = await openOperationIds(meta)
  const operations: Operation[] = []
  for (let from = 0; from < ids.length; from += operationGroupMax) {
    operations.push(...(await recoverGroup(context, ids.slice(from, from + operationGroupMax))))
  }
  const busy = await readBusyStages(meta)
  const unknown: UnknownStaged[] = []
  for (const top of busy) unknown.push(...(await clearStage(context, top)))
  await endRun(context, new Set(busy))
  return { operations, unknown }
}

/** Answers those that were ended. */
async function recoverGroup(context: VaultContext, ids: readonly number[]): Promise<readonly Operation[]> {
  const workplaces = openWorkplaces(context.calls)
  try {
    const jobs: ActedJob[] = []
    for (const id of ids) {
      const job = rejoin(context, workplaces, await requireOperation(context.store.meta, id))
      if (job !== null) jobs.push({ job, trouble: 'interrupted', notes: [] })
    }
    return (await settle(context, jobs)).filter(({ outcome }) => outcome !== 'open')
  } finally {
    workplaces.close()
  }
}

/** null: its file or its stage cannot be looked at now. */
function rejoin({ store }: VaultContext, workplaces: Workplaces, operation: Operation): Job | null {
  const place = placeOf(workplaces, operation)
  if (place === 'unreachable') return null
  const common = { operation, place, takes: 'before' } as const
  if (operation.stage === null) return { ...common, way: copyWay(store, operation.id) }
  // On a mount that is gone the path would look empty, and that is no answer.
  if (workplaces.topOf(parentOf(operation.path)) !== operation.stage) return null
  try {
    const stage = workplaces.stage(operation.stage)
    return stage.kind === 'refused' ? null : { ...common, way: stageWay(store, stage, operation.id) }
  } catch (error) {
    troubleOf(error)
    return null
  }
}

function placeOf(workplaces: Workplaces, { path }: Operation): Place | null | 'unreachable' {
  const name = nameOf(path)
  const directory = workplaces.directory(parentOf(path))
  if (name === undefined || directory === 'unreadable') return 'unreachable'
  return typeof directory === 'string' ? null : { directory, name }
}
