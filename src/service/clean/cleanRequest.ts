import type { StandaloneAction } from '../../domain/cleaning.ts'
import type { Incident } from '../../domain/incident.ts'
import type { Oid } from '../../domain/oid.ts'
import type { CleanMethod } from '../../domain/operation.ts'
import type { BytePath } from '../../domain/path.ts'

/** One file to be cleaned. `oid` is what lies there now, and its bytes are kept whole. */
export interface PlanCleanRequest {
  readonly incident: Incident
  readonly path: BytePath
  readonly oid: Oid
  /** Which may be used; they are tried in the order of architecture 7 whatever the order here. */
  readonly methods: readonly CleanMethod[] | 'all'
  readonly standalone: StandaloneAction
}
