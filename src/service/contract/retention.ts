import type { Ignore } from '../../domain/ignore.ts'
import type { Hold } from '../../domain/hold.ts'
import type { GcReport, GcRequest, KeptBecause } from './gc.ts'
import type { HoldRequest } from './holds.ts'
import type { IgnoreChange, IgnoreRequest } from './ignores.ts'
import type { PurgePlan, PurgeReport, PurgeRequest } from './purge.ts'
import type { TargetRequest } from './file.ts'

/** Use cases about what stays in the store and what leaves it, and what is left out of lists and actions. */
export interface RetentionUseCases {
  gc(request: GcRequest): Promise<GcReport>
  /** At least 8 digits of a hash. */
  gcExplain(content: string): Promise<KeptBecause>
  ignoreAdd(request: IgnoreRequest): Promise<IgnoreChange>
  ignoreRemove(id: number): Promise<IgnoreChange>
  ignoreList(): Promise<readonly Ignore[]>
  holdAdd(request: HoldRequest): Promise<Hold>
  holdRemove(id: number): Promise<Hold>
  holdList(): Promise<readonly Hold[]>
  /** What purging would remove, for the question that comes before it. */
  purgePlan(request: TargetRequest): Promise<PurgePlan>
  purge(request: PurgeRequest): Promise<PurgeReport>
}
