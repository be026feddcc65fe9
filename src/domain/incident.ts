import type { ContextSign } from './context.ts'
import type { Oid } from './oid.ts'
import type { BytePath } from './path.ts'
import type { ReasonType } from './reason.ts'
import type { Finding, Tier } from './verdict.ts'

/** Exact words users see come from these. */
export const incidentStatuses = [
  'infected',
  'suspicious',
  'cleaned',
  'quarantined',
  'content-removed',
  'cleanup-in-progress',
  'deleted',
  'restored',
  'ignored',
  'resolved',
] as const
export type IncidentStatus = (typeof incidentStatuses)[number]

export type ResolvedBecause = 'vanished' | 'changed-clean' | 'rule-retracted'

/** One episode on one path (decision 30): at most one is open per path. Times in milliseconds since 1970. */
export interface Incident {
  readonly id: number
  readonly path: BytePath
  readonly owner: string
  readonly status: IncidentStatus
  readonly tier: Tier
  readonly type: ReasonType
  /** Printed code: the rule's number with the assessed type. */
  readonly reason: string
  readonly rule: number
  readonly summary: string
  /** Copied at opening so that it survives retraction and gc (decision 11). */
  readonly finding: Finding
  readonly oid: Oid
  readonly size: number
  readonly epoch: number
  readonly openedAt: number
  readonly openedByScan: number
  readonly firstSeenAt: number
  /** When a scan last learned something about it; that an unchanged file is still there costs no row. */
  readonly lastSeenAt: number
  readonly closedAt: number | null
  readonly resolved: ResolvedBecause | null
  /** Earlier incident on the same path. */
  readonly previous: number | null
  /** The entry of the ignore list that hides it; null unless the status is `ignored`. */
  readonly ignore: number | null
  /** Other true things worth a line: false date, new file, what remains without the findings. */
  readonly notes: readonly IncidentNote[]
}

/** What is known beyond the finding; a caller words it, with times in its own zone. Times in milliseconds since 1970. */
export type IncidentNote =
  /** The path did not exist in the scan before. */
  | { readonly kind: 'new-file' }
  /** The modification time is older than the change that the filesystem recorded since the scan before. */
  | { readonly kind: 'false-date'; readonly mtimeMs: number; readonly ctimeMs: number }
  /** The surroundings of the file (context.ts). */
  | { readonly kind: ContextSign }
  /** All code of the file belongs to the findings; `line` is where the leading one starts. */
  | { readonly kind: 'whole-file'; readonly line: number }
  /** The clean version plus one insertion of `bytes` bytes that starts in line `line` of it, and nothing else. */
  | { readonly kind: 'inserted'; readonly bytes: number; readonly line: number }

/** Open = still a malicious or suspicious file on disk. */
export function isOpen(incident: Incident): boolean {
  return incident.status === 'infected' || incident.status === 'suspicious'
}

/** The episode of its path that goes on: open, or only hidden by the ignore list. At most one per path (decision 30). */
export function isCurrent(incident: Incident): boolean {
  return isOpen(incident) || incident.status === 'ignored'
}

export function formatIncidentId(id: number): string {
  return `i${String(id)}`
}

export function formatScanId(id: number): string {
  return `s${String(id)}`
}
