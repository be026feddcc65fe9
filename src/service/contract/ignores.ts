import type { Ignore } from '../../domain/ignore.ts'
import type { Incident } from '../../domain/incident.ts'
import type { Operation } from '../../domain/operation.ts'
import type { TargetRequest } from './file.ts'
import type { Page } from './page.ts'

/** What is to be ignored. Of a directory everything below it; of a content all files that have it. */
export type IgnoreSubject =
  | {
      readonly kind: 'target'
      readonly target: TargetRequest
      /** `content`: wherever else it lies. A target that is a hash means its content anyway. */
      readonly width: 'place' | 'content'
      /** Only this rule; null = those that are known of a file, all of a directory. */
      readonly rule: number | null
    }
  /** `pattern` as for scan.exclude; null = everywhere. */
  | { readonly kind: 'rule'; readonly rule: number; readonly pattern: string | null }

export interface IgnoreRequest {
  readonly subject: IgnoreSubject
  readonly reason: string
  /** Milliseconds since 1970; null = until it is removed. */
  readonly expiresAt: number | null
}

export interface IgnoreChange {
  readonly ignore: Ignore
  /** Incidents that are hidden now, or visible again; at most ignoredListedMax of them. */
  readonly incidents: Page<Incident>
  /** Files that could not be judged and count as accepted now, or no longer. */
  readonly undecided: number
  /** What was done only because of what is ignored now and can still be undone; newest first, at most causedListedMax. */
  readonly caused: readonly Operation[]
}
