/**
 * The use cases of holdfast: plain data in, plain data out (decision 36), with the shapes by subject in contract/.
 * Commands see only these; the local implementation is openHoldfast(), a daemon's client will implement the same
 * interface. Times are milliseconds since 1970. Paths are bytes (BytePath); rendering them is the caller's job
 * (displayPath).
 */
import type { Config } from '../domain/config.ts'
import type { Initiator } from '../domain/event.ts'
import type { Incident } from '../domain/incident.ts'
import type { StoredSnapshot } from '../domain/snapshot.ts'
import type { AccountQuery, AccountSummary } from './contract/accounts.ts'
import type { Acting } from './contract/acting.ts'
import type { AuditReport } from './contract/audit.ts'
import type { BaselineUseCases } from './contract/baseline.ts'
import type { ContentFacts, ContentPlaces, ContentSearch } from './contract/blob.ts'
import type { CoverageReport, CoverageRequest } from './contract/coverage.ts'
import type { DiffReport, DiffRequest } from './contract/diff.ts'
import type { DoctorReport } from './contract/doctor.ts'
import type { ContentView, Explanation, TargetRequest } from './contract/file.ts'
import type { FsckReport, FsckRequest } from './contract/fsck.ts'
import type { HistoryQuery, HistoryReport } from './contract/history.ts'
import type { IncidentQuery } from './contract/incidents.ts'
import type { Page, PageRequest } from './contract/page.ts'
import type {
  PackSummary,
  RuleSource,
  RulesListing,
  RulesTestReport,
  ShownRule,
  RuleLifeUseCases,
} from './contract/rules.ts'
import type { ReportScope, SiteReport } from './contract/report.ts'
import type { RetentionUseCases } from './contract/retention.ts'
import type { ScanRequest, ScanRun } from './contract/scan.ts'
import type { SnapshotDiff, SnapshotListing, SnapshotQuery } from './contract/snapshots.ts'
import type { HeldStatus, StatusReport } from './contract/status.ts'

export interface OpenRequest {
  readonly store: string
  readonly initiator: Initiator
  /** Milliseconds to wait for a store that another process holds; 0 = answer HF_STORE_LOCKED at once. */
  readonly waitMs: number
}

export interface Holdfast extends BaselineUseCases, RetentionUseCases, RuleLifeUseCases, Acting {
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
  diff(request: DiffRequest): Promise<DiffReport>
  history(query: HistoryQuery): Promise<HistoryReport>
  coverage(request: CoverageRequest): Promise<CoverageReport>
  accounts(query: AccountQuery): Promise<Page<AccountSummary>>
  /** At least 8 digits of a hash. */
  blobShow(content: string): Promise<ContentFacts>
  blobFind(search: ContentSearch): Promise<ContentPlaces>
  report(scope: ReportScope): Promise<SiteReport>
  auditVerify(): Promise<AuditReport>
  fsck(request: FsckRequest): Promise<FsckReport>
  rulesList(): Promise<RulesListing>
  rulesShow(rule: string): Promise<ShownRule>
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
/** Looks at the machine, and at the store as far as it is there and free; never throws for what it finds. */
export type ExamineMachine = (request: OpenRequest) => Promise<DoctorReport>
