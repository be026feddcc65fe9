import type { Incident } from '../../domain/incident.ts'
import type { PageRequest } from './page.ts'

export interface IncidentQuery extends PageRequest {
  /** Empty = the open ones. */
  readonly statuses: readonly Incident['status'][]
  readonly owner: string | null
  readonly rule: number | null
  readonly oid: string | null
  readonly scan: number | null
  readonly search: string | null
  readonly since: number | null
  readonly until: number | null
}
