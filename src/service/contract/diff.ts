import type { BytePath } from '../../domain/path.ts'
import type { ChangeMark, Change, ContentDiff, SnapshotDiff } from './snapshots.ts'

/** What a person typed; `path` as bytes, relative to `cwd`. */
export type DiffRequest =
  | { readonly kind: 'disk'; readonly path: Buffer | null; readonly cwd: string }
  | {
      readonly kind: 'stored'
      /** A snapshot, or the hash of a content. */
      readonly before: string
      /** null = the newest snapshot of the same root. */
      readonly after: string | null
      /** Only what lies here; one file gives the lines that differ. */
      readonly path: Buffer | null
      readonly cwd: string
    }

export type DiffReport =
  | { readonly kind: 'disk'; readonly diff: DiskDiff }
  | { readonly kind: 'snapshots'; readonly diff: SnapshotDiff }
  | { readonly kind: 'contents'; readonly path: BytePath | null; readonly diff: ContentDiff }

/**
 * The disk now against what the last scan recorded. No content is read: M says that size or mtime differ, `?` that
 * something else moved (ctime, inode, links) while size and mtime stayed.
 */
export interface DiskDiff {
  readonly paths: readonly BytePath[]
  /** At most changesListedMax; `before` is the recorded content, `after` is null. */
  readonly changes: readonly Change[]
  readonly counts: Readonly<Record<ChangeMark, number>>
  readonly total: number
  /** Directories that could not be looked at now. */
  readonly unseen: number
  /** Files without a difference whose stat proves nothing: read again by the next scan. */
  readonly unproven: number
}
