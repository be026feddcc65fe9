import type { Oid } from '../../domain/oid.ts'
import type { Operation } from '../../domain/operation.ts'
import type { BytePath } from '../../domain/path.ts'
import type { Page } from './page.ts'

/** One content that would lose its bytes, wherever they are used. */
export interface PurgePlan {
  readonly oid: Oid
  readonly size: number
  readonly kept: 'whole' | 'hash-only'
  /** Files that have it on the disk today, which stay; at most sameContentListedMax of them. */
  readonly files: Page<BytePath>
  /** Operations that cannot be undone without it. */
  readonly operations: readonly number[]
}

/** `confirmed`: the first 8 digits of the hash or more, typed by whoever asks. */
export interface PurgeRequest {
  readonly oid: Oid
  readonly confirmed: string
  readonly path: BytePath | null
}

export interface PurgeReport {
  readonly operation: Operation
  readonly oid: Oid
  readonly size: number
}
