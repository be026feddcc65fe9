import type { OperationNote, OperationReason } from '../domain/operation.ts'
import type { Job } from './job.ts'
import type { Finding } from './observe.ts'
import type { PutBack } from './putBack.ts'

/** A job whose files were changed, or may have been. */
export interface ActedJob {
  readonly job: Job
  readonly trouble: OperationReason | null
  readonly notes: readonly OperationNote[]
}

/** A job of which the disk said how it went. */
export interface SeenJob extends ActedJob {
  readonly finding: Finding
  readonly putBack: PutBack | null
}
