import type { Cause, JournalEvent } from '../../domain/event.ts'
import type { Oid } from '../../domain/oid.ts'
import type { BytePath } from '../../domain/path.ts'
import type { Outcome } from '../../domain/verdict.ts'
import type { TargetRequest } from './file.ts'
import type { Page, PageRequest } from './page.ts'

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
