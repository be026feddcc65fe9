import type { Mount } from '../fsafe/read/mounts.ts'
import { mountPosition, takeMountOperations } from './mountBook.ts'
import type { ScanState } from './scanState.ts'

/**
 * The position of a mount for the rows of this run. A new one is recorded ahead of the first row that names it: after a
 * crash the same number must not mean another mount.
 */
export function mountFor(state: ScanState, mount: Mount | undefined): number {
  const position = mountPosition(state.mounts, mount)
  state.committer.addOperations(takeMountOperations(state.mounts))
  return position
}
