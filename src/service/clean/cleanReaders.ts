import type { ReaderClient } from '../../pool/client/readerClient.ts'
import type { ServiceContext } from '../context.ts'
import { currentEpoch, currentPacks, packsInUse } from '../ruleset.ts'
import { withReader } from '../withReader.ts'

/**
 * Two readers with today's rules. The prover sees outputs and never the infected content, so that what took over the
 * planner cannot vouch for its own work (decision 4).
 */
export interface CleanReaders {
  readonly planner: ReaderClient
  readonly prover: ReaderClient
  /** Id of the epoch of these rules; a verdict row of another epoch says nothing of today. */
  readonly epoch: number
}

/** Runs `work` with both readers and ends them however that went. Throws as loadRules. */
export async function withCleanReaders<Result>(
  context: ServiceContext,
  work: (readers: CleanReaders) => Promise<Result>,
): Promise<Result> {
  const { store } = context
  const { judging } = await currentPacks(store)
  const { epoch } = await currentEpoch(store.meta, await packsInUse(store.meta))
  return await withReader(context, async (planner) => {
    return await withReader(context, async (prover) => {
      await Promise.all([planner.loadRules(judging), prover.loadRules(judging)])
      return await work({ planner, prover, epoch: epoch.id })
    })
  })
}
