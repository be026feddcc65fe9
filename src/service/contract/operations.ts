import type { JournalEvent } from '../../domain/event.ts'
import type { Operation, OperationKind } from '../../domain/operation.ts'
import type { TargetRequest } from './file.ts'
import type { PageRequest } from './page.ts'

export interface OperationQuery extends PageRequest {
  /** A file, or everything below a directory; null = everywhere. */
  readonly target: TargetRequest | null
  readonly owner: string | null
  /** Empty = all. */
  readonly kinds: readonly OperationKind[]
  /** Only tickets that end within this many milliseconds; null = all. */
  readonly expiringMs: number | null
  readonly search: string | null
  readonly since: number | null
  readonly until: number | null
}

/** One operation with all that the journal says of it, oldest first. */
export interface OperationStory {
  readonly operation: Operation
  readonly events: readonly JournalEvent[]
}
