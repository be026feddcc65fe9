/** What an entry of a directory is. Only `file` has content; `symlink` has its target as content. */
export type EntryKind =
  | 'file'
  | 'directory'
  | 'symlink'
  | 'fifo'
  | 'socket'
  | 'character-device'
  | 'block-device'

/**
 * The stat facts that decide whether a file changed. Times are the doubles Node gives (milliseconds, steps of about
 * 0.24 us; ADR 0004), `mode` holds the permission bits 07777 only.
 */
export interface FileStat {
  readonly kind: EntryKind
  readonly ino: number
  readonly size: number
  readonly mtimeMs: number
  readonly ctimeMs: number
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly nlink: number
}

/** The order is the on-disk number (FORMAT.md): append only. */
export const entryKinds: readonly EntryKind[] = [
  'file',
  'directory',
  'symlink',
  'fifo',
  'socket',
  'character-device',
  'block-device',
]

const kindByFormat: Readonly<Record<number, EntryKind>> = {
  0o100000: 'file',
  0o040000: 'directory',
  0o120000: 'symlink',
  0o010000: 'fifo',
  0o140000: 'socket',
  0o020000: 'character-device',
  0o060000: 'block-device',
}

/** The S_IFMT part of `st_mode` as a kind; undefined for something no Linux filesystem has. */
export function kindOfMode(mode: number): EntryKind | undefined {
  return kindByFormat[mode & 0o170000]
}
