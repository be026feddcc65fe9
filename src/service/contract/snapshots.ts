import type { TreeEntry } from '../../domain/entry.ts'
import type { LineDiff } from '../../domain/lineDiff.ts'
import type { Oid } from '../../domain/oid.ts'
import type { BytePath } from '../../domain/path.ts'
import type { StoredSnapshot } from '../../domain/snapshot.ts'
import type { Page, PageRequest } from './page.ts'

export interface SnapshotQuery extends PageRequest {
  readonly root: BytePath | null
}

export interface SnapshotListing extends Page<TreeListing> {
  readonly snapshot: StoredSnapshot
  readonly path: BytePath
}

export interface TreeListing {
  readonly path: BytePath
  readonly entry: TreeEntry
}

/** A added, D deleted, M content, T type, mode or owner, ? content changed while size and mtime did not. */
export type ChangeMark = 'A' | 'D' | 'M' | 'T' | '?'

export interface Change {
  readonly mark: ChangeMark
  readonly path: BytePath
  readonly before: Oid | null
  readonly after: Oid | null
}

export interface SnapshotDiff {
  readonly from: StoredSnapshot
  readonly to: StoredSnapshot
  /** In walk order, at most changesListedMax. */
  readonly changes: readonly Change[]
  /** How many there are. */
  readonly total: number
}

/** Contents of one path in two snapshots, or of two hashes. */
export interface ContentDiff {
  readonly before: Oid
  readonly after: Oid
  readonly diff: LineDiff
}
