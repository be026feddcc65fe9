/**
 * Payload of one index page (FORMAT.md "Index pages"). All numbers little-endian.
 *
 * page 0: u32 entries in this page, u16 pages of the directory, u16 mount, f64 ino, f64 mtimeMs, f64 ctimeMs,
 *         u32 subtree files, f64 subtree bytes, u8 flags (1 listing trusted, 2 has tree), 32 bytes tree oid
 * others: u32 entries in this page
 * then    84 bytes per entry, then all names one after another (lengths are in the entries).
 */
import type { Oid } from '../domain/oid.ts'

/** What the index knows of one directory. `tree` is null while its tree was not yet built (an interrupted scan). */
export interface DirectoryHeader {
  readonly mount: number
  readonly ino: number
  readonly mtimeMs: number
  readonly ctimeMs: number
  /** decision 16: the listing may stand until the directory's own times change. */
  readonly listingTrusted: boolean
  readonly tree: Oid | null
  /** Regular files in the whole subtree, and their bytes. */
  readonly files: number
  readonly bytes: number
}

export const headerBytes = 77
export const plainHeaderBytes = 4
export const entryBytes = 84
export const flagHashOnly = 1
export const flagSilentChange = 2
export const flagTrusted = 4
export const flagHasOid = 8
export const flagListingTrusted = 1
export const flagHasTree = 2
export const treeAt = 45
