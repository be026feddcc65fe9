import { HoldfastError } from '../domain/errors.ts'
import type { ScanState } from './scanState.ts'

/**
 * A look at something in the store that the scan can do without; null when it is damaged or lost. The damage is counted
 * and recorded at the end of the run: one bad record must not end every scan that meets it.
 */
export async function unlessDamaged<Result>(
  state: ScanState,
  look: () => Promise<Result>,
): Promise<Result | null> {
  try {
    return await look()
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.kind !== 'corrupt') throw error
    state.tally.damaged += 1
    return null
  }
}
