import { scansFollowedMax } from '../domain/limits.ts'
import { type BytePath, parentOf, rootPath } from '../domain/path.ts'
import type { ScanRecord } from '../domain/scan.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { allScans } from '../store/scans.ts'

/** Which scans walked which paths, from the newest scansFollowedMax of them. */
export interface WalkBook {
  /** The newest scan that walked all of `path` to its end, whether or not it could read everything. */
  readonly finished: (path: BytePath) => ScanRecord | undefined
  /** The newest that was to walk all of `path` and did not come to its end. */
  readonly stopped: (path: BytePath) => ScanRecord | undefined
  /** The newest finished scan of all. */
  readonly newest: ScanRecord | undefined
}

export async function readWalkBook(meta: KeyValue): Promise<WalkBook> {
  const finished = new Map<BytePath, ScanRecord>()
  const stopped = new Map<BytePath, ScanRecord>()
  let newest: ScanRecord | undefined
  let seen = 0
  for await (const scan of allScans(meta)) {
    const hasEnded = scan.outcome === 'complete' || scan.outcome === 'incomplete'
    if (hasEnded) newest ??= scan
    const book = hasEnded ? finished : stopped
    for (const path of scan.paths) if (!book.has(path)) book.set(path, scan)
    seen += 1
    if (seen === scansFollowedMax) break
  }
  return {
    finished: (path) => newestAbove(finished, path),
    stopped: (path) => newestAbove(stopped, path),
    newest,
  }
}

function newestAbove(book: ReadonlyMap<BytePath, ScanRecord>, path: BytePath): ScanRecord | undefined {
  let newest: ScanRecord | undefined
  for (let above = path; ; above = parentOf(above)) {
    const scan = book.get(above)
    if (scan !== undefined && (newest === undefined || scan.id > newest.id)) newest = scan
    if (above === rootPath) return newest
  }
}
