import type { ContextPower } from '../domain/assessment.ts'
import type { Accounts } from '../domain/owner.ts'
import type { Clock } from '../domain/clock.ts'
import type { Cause, Initiator } from '../domain/event.ts'
import type { IgnoreList } from '../domain/ignore.ts'
import type { Incident } from '../domain/incident.ts'
import type { Oid } from '../domain/oid.ts'
import type { BytePath } from '../domain/path.ts'
import type { Epoch, RulePack } from '../domain/ruleset.ts'
import type { ScanRecord } from '../domain/scan.ts'
import type { Skip } from '../domain/skip.ts'
import type { SnapshotReason, StoredSnapshot } from '../domain/snapshot.ts'
import type { Journal } from '../journal/journal.ts'
import type { ReaderClient } from '../pool/client/readerClient.ts'
import type { Counters } from '../store/counters.ts'
import type { Store } from '../store/store.ts'
import type { UndecidedItem } from '../store/openItems.ts'

/** What a scan works with; made by the service. */
export interface ScanContext {
  readonly store: Store
  readonly journal: Journal
  readonly clock: Clock
  readonly accounts: Accounts
  /** Where scan and incident ids come from; one set per open store. */
  readonly counters: Counters
  /** The epoch of the packs; written by the scan when it is new. */
  readonly epoch: Epoch
  readonly packs: () => Promise<readonly RulePack[]>
  /** Contents of the allow lists: judged like all others, but never an incident (decision 9). */
  readonly allowed: () => Promise<(oid: Oid) => boolean>
  /** What is judged like all other files and only left out of lists and actions (decision 31). */
  readonly ignores: () => Promise<IgnoreList>
  /** Forks the reader; called at most once, and only when something has to be read or judged. */
  readonly startReader: () => ReaderClient
  readonly keep: KeepPolicy
  /** What the surroundings of a file may do to its findings (malware.context). */
  readonly contextMay: ContextPower
  readonly limits: ScanLimits
}

/** Which contents are kept whole; neverKept is by path. */
export interface KeepPolicy {
  readonly kinds: 'scannable' | 'all'
  readonly neverKept: (path: BytePath) => boolean
  /** Bytes the objects database may still grow by (decision 26). */
  readonly roomBytes: number
}

/** Batches in flight and their size: what `--low-memory` turns down. */
export interface ScanLimits {
  readonly batchesInFlight: number
  readonly batchBytes: number
}

export interface ScanTarget {
  readonly path: BytePath
  readonly kind: 'directory' | 'file'
}

export interface ResolvedScan {
  readonly targets: readonly ScanTarget[]
  readonly cause: Cause
  readonly initiator: Initiator
  readonly distrust: 'nothing' | 'index' | 'verdicts'
  /** null = nothing is excluded. */
  readonly excluded: ((path: BytePath, kind: 'directory' | 'file') => boolean) | null
  readonly mounts: 'stay' | 'follow'
  readonly changedRoot: 'refuse' | 'accept'
  /** What a snapshot of this run is said to be for. */
  readonly reason: SnapshotReason
}

export interface ScanProgressFacts {
  readonly scan: number
  readonly phase: 'rejudging' | 'walking' | 'finishing'
  readonly filesDone: number
  readonly filesExpected: number | null
  readonly bytesRead: number
  readonly findings: number
  readonly startedAt: number
}

export interface ScanResult {
  readonly record: ScanRecord
  /** Open incidents under the scanned paths, by path. */
  readonly incidents: readonly Incident[]
  readonly undecided: readonly UndecidedItem[]
  readonly skipped: readonly Skip[]
  /** The current snapshot of each scanned root. */
  readonly snapshots: readonly StoredSnapshot[]
  readonly previousScanAt: number | null
  /** Contents that were hashed but not kept because the store is full (decision 26). */
  readonly unkept: number
  /** Records of the store that the run needed and found damaged or lost. */
  readonly damaged: number
}
