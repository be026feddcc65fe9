import type { Oid } from '../../domain/oid.ts'

export interface AuditReport {
  readonly ok: boolean
  readonly events: number
  /** Digest of the newest event; 64 zeros when there is none. */
  readonly head: Oid
  readonly problems: readonly { readonly seq: number; readonly problem: string }[]
}
