import type { HookOutcome } from '../../domain/hook.ts'
import type { StaleCode } from '../../domain/staleCode.ts'

/** What is left to be done after files were changed. */
export interface Aftermath {
  /** Pools that may go on running the old code; a hook that was done may have reloaded them. */
  readonly stale: readonly StaleCode[]
  readonly hook: HookOutcome
}
