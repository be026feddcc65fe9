import type { GcReport, GcRequest, KeptBecause } from './gc.ts'

/** Use cases about what stays in the store and what leaves it. */
export interface RetentionUseCases {
  gc(request: GcRequest): Promise<GcReport>
  /** At least 8 digits of a hash. */
  gcExplain(content: string): Promise<KeptBecause>
}
