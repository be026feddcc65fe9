import type { ContentKind } from '../../domain/content.ts'
import type { FileClass } from '../../domain/fileClass.ts'
import type { Incident } from '../../domain/incident.ts'
import type { Oid } from '../../domain/oid.ts'
import type { Operation } from '../../domain/operation.ts'
import type { BytePath } from '../../domain/path.ts'
import type { RuleInfo } from '../../domain/ruleset.ts'
import type { Outcome, Verdict } from '../../domain/verdict.ts'
import type { PlannedStep } from './act.ts'
import type { Page } from './page.ts'

/** Incident id `i12`, an absolute or relative path, or a content hash (>= 8 digits); bytes as typed. */
export interface TargetRequest {
  readonly target: Buffer
  readonly cwd: string
}

export interface ContentVersion {
  readonly oid: Oid | null
  readonly size: number
  readonly outcome: Outcome | 'unknown'
  readonly firstSeenAt: number
  readonly lastSeenAt: number
  readonly scan: number
  readonly kept: boolean
  /** Names of the baselines that vouch for this content. */
  readonly knownGood: readonly string[]
}

/** What could be done about one file now. */
export interface PossibleActions {
  /** What `clean` would do to an infected file; null for any other. */
  readonly clean: PlannedStep | null
  /** The newest operation at the path that can still be undone. */
  readonly undoable: Operation | null
}

export interface Explanation {
  readonly path: BytePath
  readonly owner: string
  readonly incident: Incident | null
  readonly current: {
    readonly oid: Oid | null
    readonly size: number
    readonly mode: number
    readonly uid: number
    readonly gid: number
    readonly mtimeMs: number
    readonly ctimeMs: number
    readonly fileClass: FileClass
    readonly contentKind: ContentKind | null
    readonly kept: boolean
    readonly lastReadDay: number
  } | null
  readonly outcome: Outcome | 'unknown'
  readonly verdict: Verdict | null
  readonly rules: readonly RuleInfo[]
  /** Newest first, from the kept snapshots. */
  readonly versions: readonly ContentVersion[]
  /** Other paths with the same content, capped; `total` counts all. */
  readonly sameContent: Page<BytePath>
  /** Files of the same account that changed in the same scan as this one. */
  readonly changedWith: number
  readonly actions: PossibleActions
}

export interface ContentView {
  readonly path: BytePath | null
  readonly oid: Oid
  readonly size: number
  /** At most the bytes asked for. */
  readonly bytes: Buffer
  readonly source: 'store' | 'disk'
}
