import type { FileClass } from './fileClass.ts'
import type { EntryKind, FileStat } from './fileStat.ts'
import type { Oid } from './oid.ts'
import type { ByteName } from './path.ts'

/**
 * One line of a tree object: what a snapshot says of one name. `oid` is the content (file), the target (symlink), the
 * tree (directory), or null for special files and files identified by stat only. No times and no inode: a touch makes
 * no snapshot, a chmod does.
 */
export interface TreeEntry {
  readonly name: ByteName
  readonly kind: EntryKind
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly size: number
  readonly oid: Oid | null
  /** The bytes are not in the store (decision 23, bit 0). */
  readonly hashOnly: boolean
  /** This content arrived with size and mtime unchanged (decision 23, bit 1); `?` in diffs. */
  readonly silentChange: boolean
}

/** One entry of an index page: the stat under which `oid` was read. */
export interface IndexEntry {
  readonly name: ByteName
  readonly stat: FileStat
  readonly oid: Oid | null
  readonly fileClass: FileClass
  /** Day of the last full read (clock.ts dayOf); 0 when never read. */
  readonly readDay: number
  readonly hashOnly: boolean
  readonly silentChange: boolean
  /** decision 15: the row may stand for the content until the stat changes. */
  readonly trusted: boolean
}
