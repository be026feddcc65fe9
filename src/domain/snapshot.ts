import type { Oid } from './oid.ts'
import type { BytePath } from './path.ts'

export type SnapshotReason = 'scan' | 'operation'

/** The state of one root at one time. Its id is the SHA-256 of its domain-prefixed encoding (FORMAT.md). */
export interface Snapshot {
  readonly root: BytePath
  readonly parent: Oid | null
  readonly tree: Oid
  /** Milliseconds since 1970. */
  readonly at: number
  readonly files: number
  readonly bytes: number
  readonly reason: SnapshotReason
  readonly scan: number
}

export interface StoredSnapshot extends Snapshot {
  readonly id: Oid
}
