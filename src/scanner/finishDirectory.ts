import type { IndexEntry, TreeEntry } from '../domain/entry.ts'
import type { FileStat } from '../domain/fileStat.ts'
import type { Oid } from '../domain/oid.ts'
import type { ByteName } from '../domain/path.ts'
import { directoryOperations } from '../index/directoryRow.ts'
import { treeObject } from '../store/trees.ts'
import { entryAt, setEntry, type Frame } from './frame.ts'
import type { ScanState } from './scanState.ts'

/**
 * Called once for the walk of the directory itself, once per file read and once per directory below. With the last one
 * the directory gets its tree and its row, and its parent hears of it.
 */
export function settleFrame(state: ScanState, frame: Frame): void {
  frame.waiting -= 1
  if (frame.waiting > 0) return
  const tree = finishFrame(state, frame)
  frame.result = { tree, files: filesOf(frame), bytes: bytesOf(frame) }
  if (frame.parent === null) return
  const { frame: parent, position } = frame.parent
  parent.filesDelta += frame.filesDelta
  parent.bytesDelta += frame.bytesDelta
  setSubtree(parent, position, tree)
  settleFrame(state, parent)
}

/** A directory's line in its parent: what its own row holds (times, inode) is left out, so that a touch stays below. */
export function directoryEntry(name: ByteName, stat: FileStat, tree: Oid | null): IndexEntry {
  const { mode, uid, gid } = stat
  return {
    name,
    stat: { kind: 'directory', ino: 0, size: 0, mtimeMs: 0, ctimeMs: 0, mode, uid, gid, nlink: 0 },
    oid: tree,
    fileClass: 'generic',
    readDay: 0,
    hashOnly: false,
    silentChange: false,
    trusted: false,
  }
}

function finishFrame(state: ScanState, frame: Frame): Oid {
  const { row } = frame
  if (frame.entries === null && row?.header.tree && !isHeaderChanged(frame)) {
    state.committer.addOperations(frame.operations)
    return row.header.tree
  }
  const entries = (frame.entries ?? row?.entries() ?? []).filter((entry) => entry !== undefined)
  const tree = treeObject(entries.map(treeEntry))
  if (tree.oid !== row?.header.tree) state.committer.addObject(tree)
  const header = {
    ...frame.header,
    mount: frame.mount,
    tree: tree.oid,
    files: filesOf(frame),
    bytes: bytesOf(frame),
  }
  state.committer.addOperations(directoryOperations(frame.path, header, entries, row?.pageCount ?? 0))
  state.committer.addOperations(frame.operations)
  return tree.oid
}

function filesOf(frame: Frame): number {
  return (frame.row?.header.files ?? 0) + frame.filesDelta
}

function bytesOf(frame: Frame): number {
  return (frame.row?.header.bytes ?? 0) + frame.bytesDelta
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

function setSubtree(parent: Frame, position: number, tree: Oid): void {
  const entry = entryAt(parent, position)
  if (entry !== undefined && entry.oid !== tree) setEntry(parent, position, { ...entry, oid: tree })
}

function treeEntry(entry: IndexEntry): TreeEntry {
  const { name, stat, oid, hashOnly, silentChange } = entry
  const { kind, mode, uid, gid } = stat
  return { name, kind, mode, uid, gid, size: stat.size, oid, hashOnly, silentChange }
}
