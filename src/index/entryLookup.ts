import type { IndexEntry } from '../domain/entry.ts'
import { isWithin, nameOf, parentOf, type BytePath } from '../domain/path.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import type { DirectoryRow } from './directoryRow.ts'
import { readDirectory } from './readDirectory.ts'

export type EntryLookup = (path: BytePath) => Promise<IndexEntry | undefined>

/** The row of the directory that a path lies in; undefined when the index does not know it. */
export type RowLookup = (path: BytePath) => Promise<DirectoryRow | undefined>

/** readEntry for many paths in the order of their keys, over an index that does not change meanwhile. */
export function entryLookup(meta: KeyValue): EntryLookup {
  const rowOf = rowLookup(meta)
  return async (path) => {
    const name = nameOf(path)
    return name === undefined ? undefined : (await rowOf(path))?.find(name)
  }
}

/**
 * The same for rows. Each directory is read once: read per path, a directory of 25,000 infected files took minutes, and
 * time grew with the square of their number.
 */
export function rowLookup(meta: KeyValue): RowLookup {
  const rows = new Map<BytePath, DirectoryRow | undefined>()
  return async (path) => {
    const parent = parentOf(path)
    // In key order nothing comes back to a directory that is not above the present one.
    for (const known of rows.keys()) if (!isWithin(parent, known)) rows.delete(known)
    if (!rows.has(parent)) rows.set(parent, await readDirectory(meta, parent))
    return rows.get(parent)
  }
}
