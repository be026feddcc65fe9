import type { Initiator } from './event.ts'
import type { Oid } from './oid.ts'

/** A content whose bytes were removed for good: it is not kept again by a scan, and its absence is no damage. */
export interface Tombstone {
  readonly oid: Oid
  readonly size: number
  /** Milliseconds since 1970. */
  readonly purgedAt: number
  /** The operation that says who asked. */
  readonly operation: number
  readonly initiator: Initiator
}
