import type { Oid } from './oid.ts'
import type { BytePath } from './path.ts'

/** Everything the journal can hold today; names are part of the format. */
export const eventNames = [
  'store-created',
  'scan-started',
  'scan-finished',
  'snapshot-created',
  'detected',
  'resolved',
  'rules-changed',
  'config-changed',
  'root-adopted',
  'root-accepted',
  'store-damaged',
  'store-repaired',
  'operation-started',
  'cleaned',
  'content-removed',
  'cleanup-failed',
  'quarantined',
  'restored-from-quarantine',
  'deleted',
  'delete-failed',
  'restored-original',
  'undone',
  'operation-refused',
  'changed-during-operation',
  'ignored',
  'unignored',
  'hold-changed',
  'purged',
  'baseline-changed',
  'gc',
  'run-held',
  'hook-run',
] as const
export type EventName = (typeof eventNames)[number]

export const causes = ['manual', 'on-demand', 'scheduled', 'real-time', 'retro'] as const
export type Cause = (typeof causes)[number]

export interface Initiator {
  readonly uid: number
  /** Login name behind sudo/su when known. */
  readonly login?: string
  readonly tty?: string
}

/** Small plain facts; integers and strings only, so that the canonical form has one spelling. */
export type EventDetail = Readonly<Record<string, string | number | null>>

/** What a caller wants to have recorded; the journal adds seq, times and the chain. */
export interface EventDraft {
  readonly event: EventName
  readonly cause: Cause
  readonly initiator: Initiator
  readonly detail: EventDetail
  readonly scan?: number
  readonly incident?: number
  readonly operation?: number
  readonly root?: BytePath
  readonly path?: BytePath
  readonly oid?: Oid
  readonly owner?: string
}

/** A recorded event (decision 33). `at` is milliseconds since 1970, `mono` microseconds since boot `bootId`. */
export interface JournalEvent extends EventDraft {
  readonly v: 1
  readonly seq: number
  readonly at: number
  readonly mono: number
  readonly bootId: string
  /** Digest of the event before; 64 zeros for the first. */
  readonly previous: Oid
  /** SHA-256("holdfast-event-v1\0" + stored bytes). */
  readonly digest: Oid
}
