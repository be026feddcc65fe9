import type { Action, DefaultAction } from '../../domain/action.ts'
import type { CleanGrade, Proof } from '../../domain/cleaning.ts'
import type { ErrorCode } from '../../domain/errors.ts'
import type { Cause } from '../../domain/event.ts'
import type { Incident, IncidentStatus } from '../../domain/incident.ts'
import type { Oid } from '../../domain/oid.ts'
import type { CleanMethod, Operation } from '../../domain/operation.ts'
import type { HeldRun } from '../../domain/safety.ts'
import type { ScanRecord } from '../../domain/scan.ts'
import type { StaleCode } from '../../domain/staleCode.ts'
import type { Aftermath } from './aftermath.ts'
import type { UndecidedFile } from './scan.ts'
import type { ContentDiff } from './snapshots.ts'

/** The files that are meant: named one by one, or every open malicious incident that meets all conditions. */
export type Selection =
  | {
      readonly kind: 'targets'
      /** As typed: incident ids, paths, or hashes. */
      readonly targets: readonly Buffer[]
      readonly cwd: string
      /** `one`: a content that many files have is refused with HF_MANY_FILES. */
      readonly copies: 'one' | 'all'
    }
  | {
      readonly kind: 'incidents'
      readonly statuses: readonly IncidentStatus[]
      readonly owner: string | null
      readonly rule: number | null
      readonly oid: string | null
      readonly scan: number | null
      readonly copies: 'one' | 'all'
    }

export interface ActRequest {
  readonly action: Action
  readonly selection: Selection
  /** Only this way of cleaning; null = the first that works. */
  readonly method: CleanMethod | null
  /** null = the limits of decision 3. */
  readonly maxFiles: number | null
  readonly cause: Cause
}

/** What would happen to one file, or why nothing would. */
export type PlannedStep =
  | {
      readonly kind: 'clean'
      readonly method: CleanMethod
      readonly grade: CleanGrade
      readonly source: string
      readonly sourceOid: Oid | null
      readonly afterOid: Oid
      readonly proofs: readonly Proof[]
    }
  | { readonly kind: 'quarantine' | 'delete' }
  | { readonly kind: 'refused'; readonly reason: string; readonly detail: string }

export interface PlannedFile {
  readonly incident: Incident
  readonly step: PlannedStep
  /** The infected content against what would take its place, or against the clean version it cannot be; may be null. */
  readonly diff: ContentDiff | null
}

/**
 * Why a scan leaves an infected file to a person: nobody has looked at the first scan of its path yet, the rule is in trial,
 * or the path has held the content for long and only a new rule hits it.
 */
export interface LeftFile {
  readonly incident: Incident
  readonly because: 'first-scan' | 'rule-in-trial' | 'old-content'
}

/** What a scan is to do about what it found. */
export interface ScanActRequest {
  readonly scan: number
  /** `configured`: malware.defaultAction. */
  readonly action: Action | DefaultAction | 'configured'
  readonly maxFiles: number | null
}

export interface Plan {
  readonly action: Action | DefaultAction
  /** By path. */
  readonly files: readonly PlannedFile[]
  /** What a scan found and does not act on by itself; empty for an action that a person asked for. */
  readonly left: readonly LeftFile[]
  readonly held: HeldRun | null
  /** Pools that would go on running the old code. */
  readonly stale: readonly StaleCode[]
}

/** The scan of exactly the touched paths that follows every run of operations. */
export type Rescan =
  /** Nothing was touched. */
  | { readonly state: 'none' }
  | {
      readonly state: 'done'
      /** Of a run in parts the last. */
      readonly scan: ScanRecord
      /** Paths that were looked at. */
      readonly files: number
      /** Open at the touched paths after it. */
      readonly incidents: readonly Incident[]
      readonly undecided: readonly UndecidedFile[]
    }
  /** The operations stand all the same; the next scan looks at the files. */
  | { readonly state: 'failed'; readonly code: ErrorCode; readonly message: string }

/** What was done. Operations are in the order of the plan; what the plan refused has none. */
export interface ActReport {
  readonly plan: Plan
  readonly operations: readonly Operation[]
  readonly rescan: Rescan
  readonly aftermath: Aftermath
}
