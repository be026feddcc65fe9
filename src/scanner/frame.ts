import type { DirectoryHeader } from '../codec/indexPageLayout.ts'
import type { IndexEntry } from '../domain/entry.ts'
import { invariant } from '../domain/errors.ts'
import type { FileStat } from '../domain/fileStat.ts'
import type { Oid } from '../domain/oid.ts'
import type { ByteName, BytePath } from '../domain/path.ts'
import { joinPath } from '../domain/path.ts'
import {
  closeDirectory,
  openChild,
  tryOpenDirectory,
  type OpenDirectory,
  type OpenFailure,
} from '../fsafe/read/directory.ts'
import type { DirectoryCursor } from '../index/directoryCursor.ts'
import type { DirectoryRow } from '../index/directoryRow.ts'
import type { BatchOperation } from '../kv/keyValue.ts'

/** One root's walk. */
export interface RootWalk {
  readonly root: BytePath
  readonly cursor: DirectoryCursor
  /** Directories whose rows stay although they could not be looked at. */
  readonly retained: Set<BytePath>
  readonly vanish: Vanish
}

/** What a run does not find any more of a root. */
export interface Vanish {
  /** Files that are gone, against decision 27. */
  count: number
  readonly max: number
  /** Known directories that could not be looked at: their files were not assessed under new rules. */
  unseen: number
}

/** One name of a directory as the walk meets it; `known` is its entry in the row, -1 for a new name. */
export interface Met {
  readonly name: ByteName
  readonly path: BytePath
  readonly stat: FileStat
  readonly known: number
}

/** A directory to go into, after all names of its parent have been met. */
export interface Child {
  readonly met: Met
  readonly position: number
}

/**
 * One directory between its walk and its row: it waits for the files being read and for the directories below it. A
 * frame whose directory turns out unchanged never copies an entry.
 */
export interface Frame {
  readonly path: BytePath
  readonly parent: { readonly frame: Frame; readonly position: number; readonly name: ByteName } | null
  readonly row: DirectoryRow | undefined
  readonly mount: number
  readonly walk: RootWalk
  readonly children: Child[]
  /** Own facts of the directory; equal to the row's while nothing changed. */
  header: Pick<DirectoryHeader, 'ino' | 'mtimeMs' | 'ctimeMs' | 'listingTrusted'>
  /** Changed entries by position, while no name has come or gone and `entries` is null. */
  patches: Map<number, IndexEntry> | null
  /** null while the names are the row's; a removed or not yet read entry is undefined. */
  entries: (IndexEntry | undefined)[] | null
  /** Entries of the row that the walk has passed; `entries` is made from these. */
  consumed: number
  /** Things to wait for; the walk of the directory itself is one of them. */
  waiting: number
  /** Rows that may only be written together with this directory's own (pending assessments). */
  operations: BatchOperation[]
  handle: OpenDirectory | null
  /** Set when everything below is done. */
  result: { readonly tree: Oid; readonly files: number; readonly bytes: number } | null
}

export function createFrame(place: Pick<Frame, 'path' | 'parent' | 'mount' | 'walk' | 'row'>): Frame {
  const header = place.row?.header ?? { ino: 0, mtimeMs: 0, ctimeMs: 0, listingTrusted: false }
  const { ino, mtimeMs, ctimeMs, listingTrusted } = header
  const { path, parent, mount, walk, row } = place
  return {
    path,
    parent,
    mount,
    walk,
    children: [],
    row,
    header: { ino, mtimeMs, ctimeMs, listingTrusted },
    patches: null,
    entries: null,
    consumed: 0,
    waiting: 1,
    operations: [],
    handle: null,
    result: null,
  }
}

/**
 * A name was listed that gets no entry. As long as the directory's own times stand, only a new listing brings it back:
 * without one it would stay unseen although the exclude, the mount or the rename that hid it is gone.
 */
export function distrustListing(frame: Frame): void {
  if (frame.header.listingTrusted) frame.header = { ...frame.header, listingTrusted: false }
}

/** Keeps the row's entry as it is; returns its position. */
export function keepEntry(frame: Frame, known: number): number {
  frame.consumed = known + 1
  if (frame.entries === null) return known
  return frame.entries.push(frame.row?.entry(known)) - 1
}

/** Adds an entry that the row does not have (undefined: it is still being read); returns its position. */
export function addEntry(frame: Frame, entry: IndexEntry | undefined): number {
  return materialize(frame).push(entry) - 1
}

/** Leaves out an entry of the row. */
export function dropEntry(frame: Frame, known: number): IndexEntry | undefined {
  const entry = frame.row?.entry(known)
  materialize(frame)
  frame.consumed = known + 1
  return entry
}

/** Replaces or (undefined) removes the entry at a position the walk has passed. */
export function setEntry(frame: Frame, position: number, entry: IndexEntry | undefined): void {
  if (frame.entries === null && entry !== undefined && frame.row?.name(position) === entry.name) {
    frame.patches ??= new Map()
    frame.patches.set(position, entry)
    return
  }
  const entries = materialize(frame)
  invariant(position < entries.length, 'an entry is set at its place')
  entries[position] = entry
}

/** Puts a new name at its place among the row's entries; for directories that are not walked themselves. */
export function insertEntry(frame: Frame, entry: IndexEntry): number {
  const entries = materialize(frame)
  const after = entries.findIndex((other) => other !== undefined && other.name > entry.name)
  const position = after === -1 ? entries.length : after
  entries.splice(position, 0, entry)
  return position
}

/** The entry at a position as it stands now. */
export function entryAt(frame: Frame, position: number): IndexEntry | undefined {
  if (frame.entries !== null) return frame.entries[position]
  return frame.patches?.get(position) ?? frame.row?.entry(position)
}

/** The entries that the walk has passed, for a row that is made anew; null while the row itself stands, whatever its entries. */
export function passedEntries(frame: Frame): readonly (IndexEntry | undefined)[] | null {
  return frame.entries === null && frame.patches === null ? null : materialize(frame)
}

/**
 * The directory, opened through its parents and kept open until closeFrame: only a walk that lists or reads something
 * pays for it.
 */
export function openFrame(frame: Frame): OpenDirectory | OpenFailure {
  if (frame.handle !== null) return frame.handle
  const opened =
    frame.parent === null ? tryOpenDirectory(frame.path) : openInParent(frame.parent.frame, frame.parent.name)
  if (typeof opened !== 'string') frame.handle = opened
  return opened
}

export function closeFrame(frame: Frame): void {
  if (frame.handle !== null) closeDirectory(frame.handle)
  frame.handle = null
}

export function pathIn(frame: Frame, name: ByteName): BytePath {
  return joinPath(frame.path, name)
}

function materialize(frame: Frame): (IndexEntry | undefined)[] {
  if (frame.entries !== null) return frame.entries
  const entries: (IndexEntry | undefined)[] = frame.row?.entries().slice(0, frame.consumed) ?? []
  for (const [position, entry] of frame.patches ?? []) entries[position] = entry
  frame.patches = null
  frame.entries = entries
  return entries
}

function openInParent(parent: Frame, name: ByteName): OpenDirectory | OpenFailure {
  const directory = openFrame(parent)
  return typeof directory === 'string' ? directory : openChild(directory, name)
}
