import type { IndexEntry } from '../domain/entry.ts'
import type { FileStat } from '../domain/fileStat.ts'
import type { Oid } from '../domain/oid.ts'
import type { ByteName } from '../domain/path.ts'
import { directoryOperations } from '../index/directoryRow.ts'
import type { DirectoryRow } from '../index/directoryRow.ts'
import { type PatchedRow, patchRow } from '../index/patchedRow.ts'
import { treeEntryOf } from '../index/treeEntry.ts'
import { treeObject } from '../store/trees.ts'
import { entryAt, passedEntries, setEntry, type Frame } from './frame.ts'
import type { ScanState } from './scanState.ts'

/**
 * Called once for the walk of the directory itself, once per file read and once per directory below. With the last one
 * the directory gets its tree and its row, and its parent hears of it.
 */
export function settleFrame(state: ScanState, frame: Frame): void {
  frame.waiting -= 1
  if (frame.waiting > 0) return
  frame.result = finishFrame(state, frame)
  state.unfinished.delete(frame)
  if (frame.parent === null) return
  const { frame: parent, position } = frame.parent
  setSubtree(parent, position, frame.result)
  settleFrame(state, parent)
}

/** What a directory is as a whole: its tree, the regular files in it and below, and their bytes. */
export interface Subtree {
  readonly tree: Oid | null
  readonly files: number
  readonly bytes: number
}

export const unreadSubtree: Subtree = { tree: null, files: 0, bytes: 0 }

/**
 * A directory's line in its parent. Its own times and inode are in its own row and left out here, so that a touch stays
 * below; `ino` and `size` hold the files and bytes of its subtree (FORMAT.md).
 */
export function directoryEntry(name: ByteName, stat: FileStat, subtree: Subtree): IndexEntry {
  const { mode, uid, gid } = stat
  const { files: ino, bytes: size } = subtree
  return {
    name,
    stat: { kind: 'directory', ino, size, mtimeMs: 0, ctimeMs: 0, mode, uid, gid, nlink: 0 },
    oid: subtree.tree,
    fileClass: 'generic',
    readDay: 0,
    hashOnly: false,
    silentChange: false,
    trusted: false,
  }
}

export function subtreeOf(entry: IndexEntry | undefined): Subtree {
  if (entry?.stat.kind !== 'directory') return unreadSubtree
  return { tree: entry.oid, files: entry.stat.ino, bytes: entry.stat.size }
}

function finishFrame(state: ScanState, frame: Frame): NonNullable<Frame['result']> {
  const { row } = frame
  const known = unchangedResult(frame)
  if (known !== null) {
    state.committer.addOperations(frame.operations)
    return known
  }
  const made = row !== undefined && frame.entries === null ? changedRow(frame, row) : newRow(frame)
  if (made.tree.oid !== row?.header.tree) state.committer.addObject({ ...made.tree, kind: 'tree' })
  const result = { tree: made.tree.oid, files: made.files, bytes: made.bytes }
  const rows = made.operations({ ...frame.header, ...result, mount: frame.mount })
  // In one call, hence in one batch: a row that calls a file known must not be on disk without its finding.
  state.committer.addOperations([...rows, ...frame.operations])
  return result
}

/** What is to be written of a directory. */
interface MadeRow extends PatchedRow {
  readonly files: number
  readonly bytes: number
}

function newRow({ path, row, entries }: Frame): MadeRow {
  const present = (entries ?? []).filter((entry) => entry !== undefined)
  return {
    tree: treeObject(present.map(treeEntryOf)),
    ...totalsOf(present),
    operations: (header) => directoryOperations(path, header, present, row?.pageCount ?? 0),
  }
}

/** The names are those of the row: only what changed is written into copies of its pages. */
function changedRow(frame: Frame, row: DirectoryRow): MadeRow {
  const patches = frame.patches ?? new Map<number, IndexEntry>()
  const before = totalsOf(Array.from(patches.keys(), (position) => row.entry(position)))
  const after = totalsOf([...patches.values()])
  return {
    ...patchRow(row, patches),
    files: row.header.files - before.files + after.files,
    bytes: row.header.bytes - before.bytes + after.bytes,
  }
}

/** What the row says, when nothing in the directory or below is to be written. */
function unchangedResult(frame: Frame): Frame['result'] {
  const { row, entries, patches } = frame
  if (entries !== null || patches !== null || row === undefined || isHeaderChanged(frame)) return null
  const { tree, files, bytes } = row.header
  return tree === null ? null : { tree, files, bytes }
}

/**
 * Rows of the directories that a stopped run has begun: what was read of them counts, what was not keeps its former
 * entry. They have no tree, and the next run lists them again.
 */
export function saveUnfinished(state: ScanState): void {
  for (const frame of state.unfinished) {
    const { row, mount } = frame
    const begun = passedEntries(frame)
    if (begun === null) {
      state.committer.addOperations(frame.operations)
      continue
    }
    const passed = begun.filter((entry) => entry !== undefined)
    const entries = [...passed, ...entriesAhead(frame)]
    const header = { ...frame.header, ...totalsOf(entries), listingTrusted: false, tree: null, mount }
    const rows = directoryOperations(frame.path, header, entries, row?.pageCount ?? 0)
    state.committer.addOperations([...rows, ...frame.operations])
  }
  state.unfinished.clear()
}

/** Entries of the row that the walk did not come to. Those of another mount prove nothing about this one. */
function entriesAhead({ row, mount, consumed }: Frame): IndexEntry[] {
  const ahead = row?.entries().slice(consumed) ?? []
  return row?.header.mount === mount ? ahead : ahead.map((entry) => ({ ...entry, trusted: false }))
}

function totalsOf(entries: readonly IndexEntry[]): { files: number; bytes: number } {
  let files = 0
  let bytes = 0
  for (const entry of entries) {
    const isFile = entry.stat.kind === 'file'
    files += isFile ? 1 : subtreeOf(entry).files
    bytes += isFile ? entry.stat.size : subtreeOf(entry).bytes
  }
  return { files, bytes }
}

function isHeaderChanged(frame: Frame): boolean {
  const { header, row, mount } = frame
  return (
    row === undefined ||
    header.ino !== row.header.ino ||
    header.mtimeMs !== row.header.mtimeMs ||
    header.ctimeMs !== row.header.ctimeMs ||
    header.listingTrusted !== row.header.listingTrusted ||
    mount !== row.header.mount
  )
}

function setSubtree(parent: Frame, position: number, subtree: Subtree): void {
  const entry = entryAt(parent, position)
  if (entry === undefined) return
  const before = subtreeOf(entry)
  if (before.tree === subtree.tree && before.files === subtree.files && before.bytes === subtree.bytes) return
  setEntry(parent, position, directoryEntry(entry.name, entry.stat, subtree))
}
