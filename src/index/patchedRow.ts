import type { DirectoryHeader } from '../codec/indexPageLayout.ts'
import { replaceEntry, writeHeader } from '../codec/indexPageWrite.ts'
import { encodePageTree } from '../codec/pageTree.ts'
import type { EncodedTree } from '../codec/tree.ts'
import type { IndexEntry } from '../domain/entry.ts'
import { indexPageEntriesMax } from '../domain/limits.ts'
import type { BatchOperation } from '../kv/keyValue.ts'
import { type DirectoryRow, pageOperation } from './directoryRow.ts'

/** A row in which some entries have changed and none has come or gone. */
export interface PatchedRow {
  readonly tree: EncodedTree
  /** Page 0 with this header, and the pages with another entry. */
  operations(header: DirectoryHeader): BatchOperation[]
}

/** `patches` by position; each has the name of the entry in whose place it comes. */
export function patchRow(row: DirectoryRow, patches: ReadonlyMap<number, IndexEntry>): PatchedRow {
  const pages = Array.from({ length: row.pageCount }, (_, page) =>
    row.page(page * indexPageEntriesMax).copy(),
  )
  const changed = new Set([0])
  for (const [position, entry] of patches) {
    const page = Math.floor(position / indexPageEntriesMax)
    const payload = pages[page]
    if (payload === undefined) continue
    replaceEntry(payload, page, position % indexPageEntriesMax, entry)
    changed.add(page)
  }
  return {
    tree: encodePageTree(pages),
    operations: (header) => {
      for (const payload of pages.slice(0, 1)) writeHeader(payload, header, pages.length)
      return pages.flatMap((payload, page) =>
        changed.has(page) ? [pageOperation(row.path, page, payload)] : [],
      )
    },
  }
}
