import { skippedListedMax } from '../domain/limits.ts'
import type { BytePath } from '../domain/path.ts'
import { makesIncomplete, type Skip, type SkipReason } from '../domain/skip.ts'
import type { Verdict } from '../domain/verdict.ts'
import type { Committer } from './committer.ts'
import type { Frame } from './frame.ts'
import type { Ledger } from './ledger.ts'
import type { MountBook } from './mountBook.ts'
import type { ReadQueue } from './readQueue.ts'
import type { ResolvedScan, ScanContext, ScanProgressFacts } from './scanContext.ts'

/** Everything one run carries along. */
export interface ScanState {
  readonly context: ScanContext
  readonly request: ResolvedScan
  readonly id: number
  readonly startedAt: number
  readonly today: number
  readonly signal: AbortSignal
  readonly committer: Committer
  readonly ledger: Ledger
  readonly queue: ReadQueue
  readonly mounts: MountBook
  readonly tally: Tally
  readonly rejudged: Rejudged
  /** Directories that the walk has begun and whose rows are not made yet. */
  readonly unfinished: Set<Frame>
  readonly report: (facts: ScanProgressFacts) => void
}

export interface Tally {
  phase: ScanProgressFacts['phase']
  files: number
  directories: number
  bytes: number
  unchanged: number
  read: number
  bytesRead: number
  hashOnly: number
  findings: number
  filesExpected: number | null
  /** Searches for a clean ancestor in the snapshots, against ancestorSearchesMax. */
  ancestorSearches: number
  /** Records of the store that were needed and are damaged. */
  damaged: number
  readonly skippedCounts: Map<SkipReason, number>
  readonly skipped: Skip[]
  lastReportAt: number
}

/** What the phase before the walk found (decision 9); keys are subjectKey(oid, class). */
export interface Rejudged {
  /** Contents whose verdict is not clean: every file that holds one is assessed again. */
  readonly notable: Map<string, Verdict>
  /** Contents that cannot be judged from the store: their files are read. */
  readonly due: Set<string>
}

export function emptyTally(): Tally {
  return {
    phase: 'walking',
    files: 0,
    directories: 0,
    bytes: 0,
    unchanged: 0,
    read: 0,
    bytesRead: 0,
    hashOnly: 0,
    findings: 0,
    filesExpected: null,
    ancestorSearches: 0,
    damaged: 0,
    skippedCounts: new Map(),
    skipped: [],
    lastReportAt: 0,
  }
}

/** Counts a skip; those that make the run incomplete are also listed, up to skippedListedMax. */
export function skip(state: ScanState, path: BytePath, reason: SkipReason): void {
  const { tally } = state
  tally.skippedCounts.set(reason, (tally.skippedCounts.get(reason) ?? 0) + 1)
  if (makesIncomplete(reason) && tally.skipped.length < skippedListedMax) tally.skipped.push({ path, reason })
}

export function reportProgress(state: ScanState, everyMs: number): void {
  const { tally } = state
  const now = state.context.clock.now()
  if (now - tally.lastReportAt < everyMs) return
  tally.lastReportAt = now
  state.report({
    scan: state.id,
    phase: tally.phase,
    filesDone: tally.files,
    filesExpected: tally.filesExpected,
    bytesRead: tally.bytesRead,
    findings: tally.findings,
    startedAt: state.startedAt,
  })
}
