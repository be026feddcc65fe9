import { systemCalls } from '../fsafe/write/calls.ts'
import type { VaultContext } from './vault.ts'

/** The vault over the system's own calls: nobody outside of it holds the means to change a file. */
export function onDisk(context: Omit<VaultContext, 'calls'>): VaultContext {
  return { ...context, calls: systemCalls }
}
