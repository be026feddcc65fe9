import { staleFields } from '../../domain/staleCode.ts'
import type { Aftermath } from '../../service/contract/aftermath.ts'

/** What keeps running old code after a run of operations, and how the hook ended. */
export function aftermathJson({ stale, hook }: Aftermath): object {
  return { staleCode: stale.map(staleFields), hook }
}
