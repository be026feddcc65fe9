import type { Cause, Initiator } from './event.ts'
import type { Oid } from './oid.ts'
import type { BytePath } from './path.ts'
import type { SkipReason } from './skip.ts'

export interface ScanCounts {
  readonly files: number
  readonly directories: number
  readonly unchanged: number
  readonly read: number
  readonly bytesRead: number
  /** Bytes of all files under the scanned paths. */
  readonly bytes: number
  readonly judged: number
  readonly verdictsReused: number
  readonly malicious: number
  readonly suspicious: number
  readonly undecided: number
  readonly skipped: number
  readonly hashOnly: number
}

export type ScanOutcome = 'running' | 'complete' | 'incomplete' | 'interrupted' | 'failed'

/** The row of one run; kept for ever, small. */
export interface ScanRecord {
  readonly id: number
  readonly paths: readonly BytePath[]
  readonly startedAt: number
  readonly finishedAt: number | null
  readonly outcome: ScanOutcome
  readonly cause: Cause
  readonly initiator: Initiator
  readonly epoch: number
  readonly counts: ScanCounts
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>
  readonly snapshots: readonly { readonly root: BytePath; readonly id: Oid; readonly changed: boolean }[]
}
