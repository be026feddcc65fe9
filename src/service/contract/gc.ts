import type { Oid } from '../../domain/oid.ts'
import type { BytePath } from '../../domain/path.ts'

export interface GcRequest {
  /** `preview` counts and changes nothing. */
  readonly mode: 'remove' | 'preview'
  /** decision 34: `accept` declares the clock of this machine right from now on. */
  readonly clock: 'check' | 'accept'
}

/** What left the store, or would. */
export interface GcReport {
  readonly mode: GcRequest['mode']
  readonly snapshots: number
  /** Operations that can no longer be undone; they stay in the history. */
  readonly tickets: number
  readonly contents: number
  /** Bytes of contents that were kept, before they were packed. */
  readonly bytes: number
  readonly trees: number
  /** Contents that a crash had left without a row. */
  readonly strays: number
  readonly live: { readonly contents: number; readonly trees: number }
}

/** What keeps one content in the store. */
export type Keeper =
  | { readonly by: 'file'; readonly path: BytePath }
  | {
      readonly by: 'snapshot'
      readonly path: BytePath
      readonly oldest: Oid
      readonly newest: Oid
      readonly snapshots: number
    }
  /** `until` in milliseconds since 1970; null while the operation is open. */
  | { readonly by: 'operation'; readonly operation: number; readonly until: number | null }
  | { readonly by: 'hold'; readonly hold: number }
  | { readonly by: 'rules'; readonly pack: string }
  | { readonly by: 'ref'; readonly name: string }
  | { readonly by: 'known-good' }
  /** First seen less than a day before `at`. */
  | { readonly by: 'age'; readonly firstSeenAt: number }

export interface KeptBecause {
  readonly oid: Oid
  readonly size: number
  readonly kept: 'whole' | 'hash-only'
  readonly purgedAt: number | null
  /** At most keepersListedMax of each kind. */
  readonly keepers: readonly Keeper[]
  /** False when a limit ended the search of the snapshots. */
  readonly complete: boolean
}
