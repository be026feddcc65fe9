import { HoldfastError } from '../domain/errors.ts'
import { openOperationIds } from '../store/operations.ts'
import { readBusyStages } from '../store/stages.ts'
import type { ServiceContext } from './context.ts'

/**
 * Ends what a crash left open, before anything else looks at the store or the sites. Two small reads when there is nothing.
 * A disk that does not let us leaves it open: the next run of operations insists, while status can still be asked.
 */
export async function endOpenOperations(context: ServiceContext): Promise<void> {
  const { meta } = context.store
  const isIdle = (await openOperationIds(meta)).length === 0 && (await readBusyStages(meta)).length === 0
  if (isIdle) return
  // Most commands never come here, and need not load the vault.
  const { recoverOperations } = await import('../vault/recoverOperations.ts')
  const { vaultContext } = await import('./vaultContext.ts')
  try {
    await recoverOperations(await vaultContext(context))
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.kind !== 'environment') throw error
  }
}
