/**
 * The use cases of holdfast: plain data in, plain data out (decision 36). Commands see only this file; the local
 * implementation is openHoldfast(), a daemon's client will implement the same interface. Times are milliseconds since
 * 1970. Paths are bytes (BytePath); rendering them is the caller's job (displayPath).
 */
import type { Config } from '../domain/config.ts'
import type { ContentKind } from '../domain/content.ts'
import type { TreeEntry } from '../domain/entry.ts'
import type { ErrorCode } from '../domain/errors.ts'
import type { Cause, Initiator, JournalEvent } from '../domain/event.ts'
import type { FileClass } from '../domain/fileClass.ts'
import type { Incident } from '../domain/incident.ts'
import type { LineDiff } from '../domain/lineDiff.ts'
import type { Oid } from '../domain/oid.ts'
import type { BytePath } from '../domain/path.ts'
import type { PackFormat, RuleInfo } from '../domain/ruleset.ts'
import type { ScanRecord } from '../domain/scan.ts'
import type { Skip } from '../domain/skip.ts'
import type { StoredSnapshot } from '../domain/snapshot.ts'
import type { Outcome, Verdict } from '../domain/verdict.ts'

// --- opening
export interface OpenRequest {
  readonly store: string
  readonly initiator: Initiator
  /** Milliseconds to wait for a store that another process holds; 0 = answer HF_STORE_LOCKED at once. */
  readonly waitMs: number
}

// --- scan
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
}

/** How the reader was kept apart (decision 1); `unused` when nothing was read. */
export type ReaderIsolation = 'unused' | 'own-user' | 'same-user' | 'not-isolated'

export interface RulesSummary {
  readonly rules: number
  readonly packs: readonly string[]
  readonly epoch: number
  readonly engine: string
}

// --- lists
export interface PageRequest {
  readonly limit: number
  readonly offset: number
}

export interface Page<Item> {
  readonly items: readonly Item[]
  readonly total: number
}

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

// --- status
export interface RootStatus {
  readonly path: BytePath
  readonly lastScan: ScanRecord | null
  readonly lastCompleteAt: number | null
  readonly files: number
  readonly infected: number
  readonly suspicious: number
  readonly undecided: number
  readonly notRead: number
  /** Filesystem type and whether stat may stand for content there (decision 15). */
  readonly filesystem: string
  readonly statTrusted: boolean
}

export interface StatusReport {
  readonly host: string
  readonly version: string
  readonly at: number
  readonly attention: readonly { readonly text: string; readonly command: string }[]
  readonly roots: readonly RootStatus[]
  readonly incidents: Readonly<Record<Incident['status'], number>>
  readonly rules: RulesSummary
  readonly store: {
    readonly path: string
    readonly bytes: number
    readonly snapshots: number
    readonly format: number
    readonly diskFreeBytes: number
    readonly lastFsckAt: number | null
  }
  readonly audit: { readonly events: number; readonly head: Oid }
  readonly defaultAction: Config['malware']['defaultAction']
}

/** What the holder of a locked store says of itself. */
export interface HeldStatus {
  readonly pid: number
  readonly what: string
  readonly scan: number | null
  readonly since: number
  readonly filesDone: number
  readonly filesExpected: number | null
  readonly findings: number
}

// --- one file
/** Incident id `i12`, an absolute or relative path, or a content hash (>= 8 digits); bytes as typed. */
export interface TargetRequest {
  readonly target: Buffer
  readonly cwd: string
}

export interface ContentVersion {
  readonly oid: Oid | null
  readonly size: number
  readonly outcome: Outcome | 'unknown'
  readonly firstSeenAt: number
  readonly lastSeenAt: number
  readonly scan: number
  readonly kept: boolean
}

export interface Explanation {
  readonly path: BytePath
  readonly owner: string
  readonly incident: Incident | null
  readonly current: {
    readonly oid: Oid | null
    readonly size: number
    readonly mode: number
    readonly uid: number
    readonly gid: number
    readonly mtimeMs: number
    readonly ctimeMs: number
    readonly fileClass: FileClass
    readonly contentKind: ContentKind | null
    readonly kept: boolean
    readonly lastReadDay: number
  } | null
  readonly outcome: Outcome | 'unknown'
  readonly verdict: Verdict | null
  readonly rules: readonly RuleInfo[]
  /** Newest first, from the kept snapshots. */
  readonly versions: readonly ContentVersion[]
  /** Other paths with the same content, capped; `total` counts all. */
  readonly sameContent: Page<BytePath>
  /** Files of the same account that changed in the same scan as this one. */
  readonly changedWith: number
}

export interface ContentView {
  readonly path: BytePath | null
  readonly oid: Oid
  readonly size: number
  /** At most the bytes asked for. */
  readonly bytes: Buffer
  readonly source: 'store' | 'disk'
}

// --- snapshots
export interface SnapshotQuery extends PageRequest {
  readonly root: BytePath | null
}

export interface SnapshotListing extends Page<TreeListing> {
  readonly snapshot: StoredSnapshot
  readonly path: BytePath
}

export interface TreeListing {
  readonly path: BytePath
  readonly entry: TreeEntry
}

/** A added, D deleted, M content, T type, mode or owner, ? content changed while size and mtime did not. */
export type ChangeMark = 'A' | 'D' | 'M' | 'T' | '?'

export interface Change {
  readonly mark: ChangeMark
  readonly path: BytePath
  readonly before: Oid | null
  readonly after: Oid | null
}

export interface SnapshotDiff {
  readonly from: StoredSnapshot
  readonly to: StoredSnapshot
  /** In walk order, at most changesListedMax. */
  readonly changes: readonly Change[]
  /** How many there are. */
  readonly total: number
}

/** Contents of one path in two snapshots, or of two hashes. */
export interface ContentDiff {
  readonly before: Oid
  readonly after: Oid
  readonly diff: LineDiff
}

// --- history
export interface HistoryQuery extends PageRequest {
  readonly target: TargetRequest | null
  readonly show: 'both' | 'events' | 'contents'
  readonly events: readonly string[]
  readonly owner: string | null
  readonly cause: Cause | null
  readonly since: number | null
  readonly until: number | null
}

/** Newest first. `content` lines come from the snapshots, `event` lines from the journal. */
export type HistoryLine =
  | { readonly kind: 'event'; readonly at: number; readonly event: JournalEvent }
  | {
      readonly kind: 'content'
      readonly at: number
      readonly path: BytePath
      readonly change: 'first-seen' | 'content-changed' | 'removed'
      readonly before: Oid | null
      readonly after: Oid | null
      readonly outcome: Outcome | 'unknown'
      readonly scan: number
    }

export interface HistoryReport extends Page<HistoryLine> {
  readonly path: BytePath | null
  readonly owner: string | null
  readonly head: { readonly seq: number; readonly digest: Oid }
}

// --- fsck
export interface FsckRequest {
  readonly readData: 'none' | 'all'
}

export interface FsckReport {
  readonly ok: boolean
  readonly objects: number
  readonly events: number
  readonly problems: readonly { readonly kind: string; readonly id: string; readonly problem: string }[]
}

// --- rules
export interface PackSummary {
  readonly name: string
  readonly format: PackFormat
  readonly fingerprint: Oid
  readonly rules: number
  readonly shipped: boolean
  readonly addedAt: number | null
}

export interface RulesListing {
  readonly packs: readonly PackSummary[]
  readonly rules: readonly RuleInfo[]
}

export interface RuleSource {
  readonly file: string
  readonly format: PackFormat | 'detect'
  readonly name: string | null
}

export interface RulesTestReport {
  readonly pack: PackSummary
  readonly rules: readonly RuleInfo[]
  /** Kept contents that the pack would hit, with one path each; nothing is recorded. */
  readonly hits: readonly { readonly rule: number; readonly oid: Oid; readonly path: BytePath | null }[]
  readonly contents: number
}

// --- errors as data, for callers that render them
export interface FailureView {
  readonly code: ErrorCode
  readonly message: string
  readonly hint: string | null
}

export interface Holdfast {
  scan(request: ScanRequest, signal: AbortSignal): ScanRun
  status(): Promise<StatusReport>
  list(query: IncidentQuery): Promise<Page<Incident>>
  explain(request: TargetRequest): Promise<Explanation>
  view(request: TargetRequest & { readonly bytes: number }): Promise<ContentView>
  snapshotList(query: SnapshotQuery): Promise<Page<StoredSnapshot>>
  /** `spec`: >= 8 hex digits, `latest`, `@2d`, or RFC 3339. */
  snapshotShow(spec: string): Promise<StoredSnapshot>
  snapshotLs(
    request: { readonly spec: string; readonly path: Buffer | null; readonly cwd: string } & PageRequest,
  ): Promise<SnapshotListing>
  snapshotDiff(request: { readonly from: string; readonly to: string }): Promise<SnapshotDiff>
  contentDiff(request: { readonly before: string; readonly after: string }): Promise<ContentDiff>
  history(query: HistoryQuery): Promise<HistoryReport>
  fsck(request: FsckRequest): Promise<FsckReport>
  rulesList(): Promise<RulesListing>
  rulesShow(rule: string): Promise<{ readonly rule: RuleInfo; readonly source: string }>
  rulesAdd(source: RuleSource): Promise<PackSummary>
  rulesRemove(name: string): Promise<PackSummary>
  rulesTest(source: RuleSource): Promise<RulesTestReport>
  configShow(): Promise<{ readonly file: string; readonly config: Config }>
  configSet(key: string, value: string): Promise<{ readonly file: string; readonly config: Config }>
  close(): Promise<void>
}

/** Makes the store and nothing else. */
export type CreateStore = (
  request: OpenRequest,
) => Promise<{ readonly path: string; readonly storeId: string }>
export type OpenHoldfast = (
  request: OpenRequest & { readonly create: 'never' | 'when-absent' },
) => Promise<Holdfast>
/** Who holds the store; undefined when nobody does. */
export type AskHolder = (store: string) => Promise<HeldStatus | undefined>
