import type { IndexEntry } from '../domain/entry.ts'
import type { FileStat } from '../domain/fileStat.ts'
import { indexPageEntriesMax } from '../domain/limits.ts'
import type { ByteName, BytePath } from '../domain/path.ts'
import { isWithin, joinPath } from '../domain/path.ts'
import {
  closeDirectory,
  type OpenDirectory,
  statDirectory,
  tryOpenDirectory,
} from '../fsafe/read/directory.ts'
import { listNames } from '../fsafe/read/listNames.ts'
import { lstatChild } from '../fsafe/read/lstat.ts'
import { isSameDirectory } from '../fsafe/read/sameDirectory.ts'
import type { DirectoryRow } from '../index/directoryRow.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import type { ChangeMark } from './contract/snapshots.ts'
import { directoryRows } from './directoryRows.ts'
import { type NewWalk, walkNew } from './newOnDisk.ts'

export interface DiskWalk extends NewWalk {
  readonly meta: KeyValue
  readonly ownStore: { readonly dev: number; readonly ino: number }
  /** A file whose equal stat proves nothing (decision 15). */
  readonly onUnproven: () => void
}

/**
 * Compares the rows of `top` and below with the disk, directory by directory in walk order; new directories are walked
 * to their end. Directories are opened component by component, no link is followed, no file is opened.
 */
export async function walkDisk(
  walk: DiskWalk,
  { top, only }: { readonly top: BytePath; readonly only: BytePath | null },
): Promise<void> {
  let unseen: BytePath | undefined
  for await (const row of directoryRows(walk.meta, top)) {
    if (only !== null && row.path !== top) return
    if (unseen !== undefined && isWithin(row.path, unseen)) continue
    unseen = compareDirectory(walk, row, only) === 'unseen' ? row.path : undefined
  }
}

function compareDirectory(walk: DiskWalk, row: DirectoryRow, only: BytePath | null): 'seen' | 'unseen' {
  if (isLeftOut(walk, row.path, 'directory')) return 'unseen'
  const directory = tryOpenDirectory(row.path)
  if (directory === 'unreadable') {
    walk.onUnseen()
    return 'unseen'
  }
  if (typeof directory === 'string') {
    tellGone(walk, row, only)
    return 'seen'
  }
  try {
    return compareNames(walk, { row, directory, only })
  } finally {
    closeDirectory(directory)
  }
}

interface Compared {
  readonly row: DirectoryRow
  readonly directory: OpenDirectory
  readonly only: BytePath | null
}

function compareNames(walk: DiskWalk, compared: Compared): 'seen' | 'unseen' {
  const { row, directory } = compared
  const names = namesNow(row, directory)
  if (names === 'unreadable') {
    walk.onUnseen()
    return 'unseen'
  }
  const { count } = row
  let known = 0
  for (const name of names) {
    for (; known < count && row.name(known) < name; known += 1) tellMissing(walk, compared, known)
    const isKnown = known < count && row.name(known) === name
    compareName(walk, compared, name, isKnown ? known : -1)
    if (isKnown) known += 1
  }
  for (; known < count; known += 1) tellMissing(walk, compared, known)
  return 'seen'
}

/** Sorted; those of the row where the directory itself says that none came or went (decision 16). */
function namesNow(row: DirectoryRow, directory: OpenDirectory): readonly ByteName[] | 'unreadable' {
  const { header } = row
  const now = statDirectory(directory)
  const isSame = header.ino === now.ino && header.mtimeMs === now.mtimeMs && header.ctimeMs === now.ctimeMs
  if (header.listingTrusted && isSame) return Array.from({ length: row.count }, (_, i) => row.name(i))
  const listing = listNames(directory)
  return typeof listing === 'string' ? 'unreadable' : listing.names
}

function compareName(walk: DiskWalk, compared: Compared, name: ByteName, known: number): void {
  const { row, directory, only } = compared
  const path = joinPath(row.path, name)
  if (only !== null && path !== only) return
  const stat = lstatChild(directory, name)
  if (stat === 'unreadable') {
    walk.onUnseen()
    return
  }
  if (stat === 'vanished') {
    if (known !== -1) tellEntry(walk, 'D', path, row.entry(known))
    return
  }
  if (isLeftOut(walk, path, stat.kind === 'directory' ? 'directory' : 'file')) return
  if (known !== -1) compareKnown(walk, row, { path, stat, known })
  else if (!isOwnStore(walk, path, stat)) walkNew(walk, path, stat)
}

function compareKnown(
  walk: DiskWalk,
  row: DirectoryRow,
  { path, stat, known }: { readonly path: BytePath; readonly stat: FileStat; readonly known: number },
): void {
  const page = row.page(known)
  const at = known % indexPageEntriesMax
  if (stat.kind === 'file' && page.matches(at, stat)) {
    if (!page.trusted(at)) walk.onUnproven()
    return
  }
  const entry = page.entry(at)
  const mark = markOf(entry.stat, stat)
  if (mark !== undefined) walk.onChange({ mark, path, before: contentOf(entry), after: null })
  const becameDirectory = stat.kind === 'directory' && entry.stat.kind !== 'directory'
  if (becameDirectory) walkNew(walk, path, stat)
}

/** A directory's own size and times say nothing about it: its names do. Pipes and the like are recorded without size. */
function markOf(before: FileStat, now: FileStat): ChangeMark | undefined {
  if (before.kind !== now.kind) return 'T'
  const hasContent = now.kind === 'file' || now.kind === 'symlink'
  if (hasContent && (before.size !== now.size || before.mtimeMs !== now.mtimeMs)) return 'M'
  if (!hasSameRights(before, now)) return 'T'
  return hasContent && !isSameInode(before, now) ? '?' : undefined
}

function hasSameRights(a: FileStat, b: FileStat): boolean {
  return a.mode === b.mode && a.uid === b.uid && a.gid === b.gid
}

function isSameInode(a: FileStat, b: FileStat): boolean {
  return a.ctimeMs === b.ctimeMs && a.ino === b.ino && a.nlink === b.nlink
}

function isLeftOut(walk: DiskWalk, path: BytePath, kind: 'file' | 'directory'): boolean {
  return walk.closedMounts.has(path) || walk.excluded(path, kind)
}

function isOwnStore({ ownStore }: DiskWalk, path: BytePath, stat: FileStat): boolean {
  return stat.kind === 'directory' && stat.ino === ownStore.ino && isSameDirectory(path, ownStore)
}

/** The directory is gone or something else now: what was in it is. Directories in it say so of themselves. */
function tellGone(walk: DiskWalk, row: DirectoryRow, only: BytePath | null): void {
  for (const entry of row.entries()) {
    const path = joinPath(row.path, entry.name)
    if (entry.stat.kind === 'directory' || (only !== null && path !== only)) continue
    walk.onChange({ mark: 'D', path, before: contentOf(entry), after: null })
  }
  if (row.count === 0) walk.onChange({ mark: 'D', path: row.path, before: null, after: null })
}

function tellMissing(walk: DiskWalk, { row, only }: Compared, known: number): void {
  const entry = row.entry(known)
  const path = joinPath(row.path, entry.name)
  if (only === null || path === only) tellEntry(walk, 'D', path, entry)
}

/** Of a directory the rows that follow tell what was in it. */
function tellEntry(walk: DiskWalk, mark: ChangeMark, path: BytePath, entry: IndexEntry): void {
  if (entry.stat.kind !== 'directory') walk.onChange({ mark, path, before: contentOf(entry), after: null })
}

function contentOf({ stat, oid }: IndexEntry): IndexEntry['oid'] {
  return stat.kind === 'directory' ? null : oid
}
