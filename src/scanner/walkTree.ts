import type { FileStat } from '../domain/fileStat.ts'
import { progressIntervalMs, treeDepthMax } from '../domain/limits.ts'
import { isDeeperThan, isWithin, type ByteName, type BytePath } from '../domain/path.ts'
import { isDeep, lstatChild, type LstatFailure, lstatIn } from '../fsafe/read/lstat.ts'
import { isSameDirectory } from '../fsafe/read/sameDirectory.ts'
import { walkKey } from '../index/directoryCursor.ts'
import { type DirectoryRow, forgetDirectory } from '../index/directoryRow.ts'
import { directoryEntry, settleFrame, subtreeOf } from './finishDirectory.ts'
import {
  closeFrame,
  createFrame,
  distrustListing,
  dropEntry,
  keepEntry,
  openFrame,
  pathIn,
  type Child,
  type Frame,
  type Met,
  type RootWalk,
} from './frame.ts'
import { listFrame } from './listFrame.ts'
import { mountFor } from './mountFor.ts'
import { reportProgress, type ScanState, skip } from './scanState.ts'
import { removeEntry } from './vanish.ts'
import { mayPass, passUnchanged } from './unchanged.ts'
import { countUnchanged, place, visitFile, visitLink, visitSpecial } from './visitEntry.ts'

/**
 * Walks one directory and everything below it, parents before children, siblings bytewise: the order of the index, so
 * that rows stream past in step. Ends early, with the frame unsettled, when the run is stopped.
 */
export async function walkDirectory(state: ScanState, frame: Frame, stat: FileStat): Promise<void> {
  if (isStopped(state)) return
  state.tally.directories += 1
  reportProgress(state, progressIntervalMs)
  try {
    const names = listFrame(state, frame, stat)
    if (names === 'failed') {
      leaveUnread(state, frame)
      return
    }
    const meeting = names === 'same' ? meetKnown(state, frame, 0) : meetListed(state, frame, names)
    if (meeting !== undefined) await meeting
    for (const child of frame.children) {
      // A stopped run must not go on asking the cursor: it would take the rows it passes for those of lost directories.
      if (isStopped(state)) return
      await enterChild(state, frame, child)
    }
    if (isStopped(state)) return
    settleFrame(state, frame)
  } finally {
    closeFrame(frame)
  }
}

/** A frame over one directory, with its row when the index has one. Answers a promise only when the cursor has to read on. */
export function openWalkFrame(
  state: ScanState,
  walk: RootWalk,
  place: { readonly path: BytePath; readonly parent: Frame['parent']; readonly mount: number },
): Frame | Promise<Frame> {
  const row = takeRow(state, walk, place.path)
  if (row === 'unread') return walk.cursor.fill().then(() => openWalkFrame(state, walk, place))
  const frame = createFrame({ ...place, walk, row })
  state.unfinished.add(frame)
  return frame
}

/** Drops the rows of directories that the walk did not meet up to its end. */
export async function dropRest(state: ScanState, walk: RootWalk): Promise<void> {
  for (;;) {
    if (walk.cursor.needsFill) await walk.cursor.fill()
    const row = walk.cursor.take()
    if (row === undefined) return
    dropRow(state, walk, row)
  }
}

/** The row of `path` from the stream; rows before it belong to directories that are gone. */
function takeRow(state: ScanState, walk: RootWalk, path: BytePath): DirectoryRow | undefined | 'unread' {
  const { cursor } = walk
  const key = walkKey(path)
  while (!cursor.needsFill) {
    const order = cursor.compareNext(key)
    if (order === 'ended' || order > 0) return undefined
    if (order === 0) return cursor.takeAs(path)
    const row = cursor.take()
    if (row !== undefined) dropRow(state, walk, row)
  }
  return 'unread'
}

function dropRow(state: ScanState, walk: RootWalk, row: DirectoryRow): void {
  for (const kept of walk.retained) if (isWithin(row.path, kept)) return
  state.committer.addOperations(forgetDirectory(row))
}

/** What could not be looked at keeps its rows and its tree: a hanging mount must not delete a history. */
function leaveUnread(state: ScanState, frame: Frame): void {
  frame.walk.retained.add(frame.path)
  if (frame.row !== undefined) frame.walk.vanish.unseen += 1
  state.unfinished.delete(frame)
  if (frame.parent !== null) settleFrame(state, frame.parent.frame)
}

/** The names of the row from `next` on, which all stand. Waits only when a name does: an unchanged one costs no promise. */
function meetKnown(state: ScanState, frame: Frame, next: number): Promise<void> | undefined {
  const { row } = frame
  if (row === undefined) return undefined
  const isQuick = mayPass(state, frame)
  for (let at = next; at < row.count && !isStopped(state); at += 1) {
    const size = isQuick ? passUnchanged(state, frame, at) : undefined
    if (size !== undefined) {
      countUnchanged(state, frame, at, size)
      continue
    }
    const meeting = meetName(state, frame, row.name(at), at)
    if (meeting !== undefined) return meeting.then(() => meetKnown(state, frame, at + 1))
  }
  return undefined
}

/** Listed names and those of the row, both sorted, in step. */
async function meetListed(state: ScanState, frame: Frame, names: readonly ByteName[]): Promise<void> {
  let next = 0
  for (const name of names) {
    if (isStopped(state)) return
    next = removeBefore(frame, next, name)
    const isKnown = nameAt(frame, next) === name
    const meeting = meetName(state, frame, name, isKnown ? next : -1)
    if (meeting !== undefined) await meeting
    if (isKnown) next += 1
  }
  if (!isStopped(state)) removeBefore(frame, next, null)
}

/** Removes the row's entries from `next` up to the one named `end` or beyond (null: all); answers where it stopped. */
function removeBefore(frame: Frame, next: number, end: ByteName | null): number {
  let at = next
  for (let name = nameAt(frame, at); name !== undefined; name = nameAt(frame, at)) {
    if (end !== null && name >= end) break
    removeEntry(frame, at)
    at += 1
  }
  return at
}

function nameAt({ row }: Frame, position: number): ByteName | undefined {
  return row !== undefined && position < row.count ? row.name(position) : undefined
}

function isStopped(state: ScanState): boolean {
  return state.signal.aborted
}

/** Answers undefined in the common case, so that an unchanged file costs no promise. */
function meetName(state: ScanState, frame: Frame, name: ByteName, known: number): Promise<void> | undefined {
  const path = pathIn(frame, name)
  if (isUnentered(state, path)) {
    leaveOut(frame, known)
    return undefined
  }
  const stat = isDeep(path) ? lstatInFrame(frame, name) : lstatIn(frame.path, name)
  if (typeof stat === 'string') {
    meetMissing(state, frame, { path, known, reason: stat })
    return undefined
  }
  const met: Met = { name, path, stat, known }
  if (isLeftOut(state, met)) {
    leaveOut(frame, known)
    return undefined
  }
  return meetKind(state, frame, met)
}

function meetKind(state: ScanState, frame: Frame, met: Met): Promise<void> | undefined {
  switch (met.stat.kind) {
    case 'file':
      visitFile(state, frame, met)
      return state.queue.isFull ? state.queue.dispatch().then(() => state.committer.room()) : undefined
    case 'directory':
      frame.children.push({ met, position: placeDirectory(frame, met) })
      return undefined
    case 'symlink':
      return visitLink(state, frame, met).then(() => state.committer.room())
    case 'fifo':
    case 'socket':
    case 'character-device':
    case 'block-device':
      visitSpecial(state, frame, met)
      return undefined
  }
}

/** What may not be looked at keeps its entry and what the index knows below it; only what is gone is removed. */
function meetMissing(
  state: ScanState,
  frame: Frame,
  missing: { readonly path: BytePath; readonly known: number; readonly reason: 'vanished' | 'unreadable' },
): void {
  if (missing.reason === 'vanished') {
    if (missing.known !== -1) removeEntry(frame, missing.known)
    distrustListing(frame)
    return
  }
  skip(state, missing.path, 'unreadable')
  if (missing.known === -1) {
    distrustListing(frame)
    return
  }
  keepEntry(frame, missing.known)
  frame.walk.retained.add(missing.path)
  frame.walk.vanish.unseen += 1
}

/** Through the directory that is open anyway: a thousand files at the end of a deep path would be a million opens. */
function lstatInFrame(frame: Frame, name: ByteName): FileStat | LstatFailure {
  const directory = openFrame(frame)
  if (typeof directory !== 'string') return lstatChild(directory, name)
  return directory === 'unreadable' ? 'unreadable' : 'vanished'
}

/** What leaves no entry; the next listing meets it again. */
function leaveOut(frame: Frame, known: number): void {
  if (known !== -1) dropEntry(frame, known)
  distrustListing(frame)
}

/** A mount that is not entered. Not even its stat is asked for: a server or a user's FUSE that hangs would hang us. */
function isUnentered(state: ScanState, path: BytePath): boolean {
  const { below } = state.mounts
  const planned = below.size > 0 ? below.get(path) : undefined
  if (planned === undefined || planned.decision === 'enter') return false
  skip(state, path, planned.decision)
  return true
}

/** Excluded names and our own store leave no entry; each is counted. */
function isLeftOut(state: ScanState, met: Met): boolean {
  const kind = met.stat.kind === 'directory' ? 'directory' : 'file'
  if (state.request.excluded?.(met.path, kind) === true) {
    skip(state, met.path, 'excluded')
    return true
  }
  if (kind !== 'directory' || met.stat.ino !== state.context.store.identity.ino) return false
  if (!isSameDirectory(met.path, state.context.store.identity)) return false
  skip(state, met.path, 'own-store')
  return true
}

/** The entry of a directory keeps the tree it had until its own walk says otherwise. */
function placeDirectory(frame: Frame, met: Met): number {
  if (frame.row?.isSameDirectory(met.known, met.stat) === true) return keepEntry(frame, met.known)
  const known = met.known === -1 ? undefined : frame.row?.entry(met.known)
  return place(frame, met.known, directoryEntry(met.name, met.stat, subtreeOf(known)))
}

async function enterChild(state: ScanState, frame: Frame, child: Child): Promise<void> {
  const { met, position } = child
  if (isDeeperThan(met.path, treeDepthMax)) {
    skip(state, met.path, 'too-deep')
    return
  }
  const planned = state.mounts.below.get(met.path)
  const mount = planned === undefined ? frame.mount : mountFor(state, planned.mount)
  const parent = { frame, position, name: met.name }
  frame.waiting += 1
  const below = openWalkFrame(state, frame.walk, { path: met.path, parent, mount })
  await walkDirectory(state, below instanceof Promise ? await below : below, met.stat)
}
