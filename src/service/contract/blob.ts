import type { FileClass } from '../../domain/fileClass.ts'
import type { Oid } from '../../domain/oid.ts'
import type { BytePath } from '../../domain/path.ts'
import type { StoredSnapshot } from '../../domain/snapshot.ts'
import type { Outcome, Verdict } from '../../domain/verdict.ts'
import type { Page, PageRequest } from './page.ts'

export interface ContentFacts {
  readonly oid: Oid
  readonly size: number
  readonly kept: 'whole' | 'hash-only'
  readonly firstSeenAt: number
  /** One per class (decision 8) in which it was judged. */
  readonly verdicts: readonly {
    readonly fileClass: FileClass
    readonly outcome: Outcome
    readonly epoch: number
    readonly verdict: Verdict
  }[]
}

/** `content`: its hash or the first 8 digits. */
export interface ContentSearch extends PageRequest {
  readonly content: string
}

/** A path that has the content today, as the index says. */
export interface PresentFile {
  readonly path: BytePath
  readonly owner: string
}

/** A path that has it in snapshots. */
export interface PastFile {
  readonly path: BytePath
  readonly oldest: StoredSnapshot
  readonly newest: StoredSnapshot
  readonly snapshots: number
}

export interface ContentPlaces {
  readonly oid: Oid
  /** In walk order. The page is the same for both lists. */
  readonly present: Page<PresentFile>
  /** Newest root by newest root, then in walk order. */
  readonly past: Page<PastFile>
  readonly snapshotsSearched: number
  /** False when a limit ended the search of the snapshots; `past` then has what was found until there. */
  readonly complete: boolean
}
