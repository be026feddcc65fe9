import type { IndexEntry, TreeEntry } from '../domain/entry.ts'

/** What the snapshot says of an entry of the index. */
export function treeEntryOf(entry: IndexEntry): TreeEntry {
  const { name, stat, oid, hashOnly, silentChange } = entry
  const { kind, mode, uid, gid } = stat
  const size = kind === 'directory' ? 0 : stat.size
  return { name, kind, mode, uid, gid, size, oid, hashOnly, silentChange }
}
