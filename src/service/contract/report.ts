import type { Incident } from '../../domain/incident.ts'
import type { Oid } from '../../domain/oid.ts'
import type { ScanRecord } from '../../domain/scan.ts'
import type { RulesSummary } from './rules.ts'
import type { UndecidedFile } from './scan.ts'

/** `scan`: what it opened and what is open under its paths; `account`: all of one; `store`: everything that is open. */
export type ReportScope =
  | { readonly kind: 'store' }
  | { readonly kind: 'scan'; readonly scan: number }
  | { readonly kind: 'account'; readonly owner: string }

/** A page about one scope, for somebody who is not at this machine. */
export interface SiteReport {
  readonly scope: ReportScope
  readonly host: string
  readonly version: string
  readonly at: number
  /** Of the scope; for an account and the store the newest finished scan. */
  readonly scan: ScanRecord | null
  /** Open ones first, then newest first; at most reportIncidentsMax. */
  readonly incidents: readonly Incident[]
  readonly total: number
  readonly open: { readonly infected: number; readonly suspicious: number }
  readonly undecided: readonly UndecidedFile[]
  readonly rules: RulesSummary
  /** The newest event when the page was made: whoever has the page can check that nothing before it was rewritten. */
  readonly head: { readonly seq: number; readonly digest: Oid }
}
