import type { Cause } from '../../domain/event.ts'
import type { Incident } from '../../domain/incident.ts'
import type { Oid } from '../../domain/oid.ts'
import type { BytePath } from '../../domain/path.ts'
import type { ScanRecord } from '../../domain/scan.ts'
import type { Skip } from '../../domain/skip.ts'
import type { StoredSnapshot } from '../../domain/snapshot.ts'
import type { Verdict } from '../../domain/verdict.ts'
import type { RulesSummary } from './rules.ts'

/** What a person typed, as bytes, and the directory it is relative to. */
export interface ScanRequest {
  readonly paths: readonly Buffer[]
  readonly cwd: string
  readonly cause: Cause
  /** distrust the index (`reread`), the cached verdicts (`rejudge`), or neither (`no`). */
  readonly distrust: 'nothing' | 'index' | 'verdicts'
  readonly excludes: readonly string[]
  readonly mounts: 'stay' | 'follow'
  readonly workers: number | null
  readonly memory: 'normal' | 'low'
  /** Accept that a root's directory changed or lost most of its files (decision 27). */
  readonly changedRoot: 'refuse' | 'accept'
}

export interface ScanProgress {
  readonly scan: number
  readonly phase: 'rejudging' | 'walking' | 'finishing'
  readonly filesDone: number
  /** From the last scan of the same paths; null on a first scan. */
  readonly filesExpected: number | null
  readonly bytesRead: number
  readonly findings: number
  readonly startedAt: number
}

export interface ScanRun {
  /** Ends when the run ends; progressIntervalMs apart. Need not be consumed. */
  readonly progress: AsyncIterable<ScanProgress>
  readonly result: Promise<ScanReport>
}

export interface UndecidedFile {
  readonly path: BytePath
  readonly oid: Oid | null
  readonly limits: Verdict['limits']
}

export interface ScanReport {
  readonly scan: ScanRecord
  /** All open incidents under the scanned paths, by path; `new` ones were opened by this scan. */
  readonly incidents: readonly Incident[]
  readonly undecided: readonly UndecidedFile[]
  /** At most skippedListedMax of each reason that makes the run incomplete; counts of all are in scan.skipped. */
  readonly skipped: readonly Skip[]
  readonly snapshots: readonly StoredSnapshot[]
  readonly accounts: number
  /** When the unchanged files were last looked at: the scan before this one; null on a first scan. */
  readonly previousScanAt: number | null
  readonly storeCreated: boolean
  readonly storeBytes: number
  readonly rules: RulesSummary
  readonly isolation: ReaderIsolation
  readonly trouble: ScanTrouble
}

/** What went wrong besides the files themselves; all 0 in a good run. */
export interface ScanTrouble {
  /** New contents that were hashed but not kept because the store has reached its limit (decision 26). */
  readonly unkept: number
  /** Records of the store that were needed and are damaged or lost. */
  readonly damaged: number
  /** Times that the process which parses the files was lost or ended, and started again (decision 1). */
  readonly readersLost: number
}

/** How the reader was kept apart (decision 1); `unused` when nothing was read. */
export type ReaderIsolation = 'unused' | 'own-user' | 'same-user' | 'not-isolated'
