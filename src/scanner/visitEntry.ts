import { deflateSync } from 'node:zlib'
import { sha256 } from '../hash/sha256.ts'
import type { IndexEntry } from '../domain/entry.ts'
import { classOfName } from '../domain/fileClass.ts'
import type { FileStat } from '../domain/fileStat.ts'
import { racySlackMs } from '../domain/limits.ts'
import type { ByteName, BytePath } from '../domain/path.ts'
import { lstatChild } from '../fsafe/read/lstat.ts'
import { readLinkTarget } from '../fsafe/read/readLink.ts'
import { contentOperation, getContents } from '../store/contents.ts'
import { havePurged } from '../store/tombstones.ts'
import { openItemOperations } from './openItem.ts'
import { subjectKey } from './ledger.ts'
import { compareEntry } from './unchanged.ts'
import { addEntry, entryAt, keepEntry, openFrame, setEntry, type Frame, type Met } from './frame.ts'
import { type ScanState, skip } from './scanState.ts'
import { countReplaced } from './vanish.ts'

/** A regular file: unchanged files cost the lstat that was already made, others go to the read queue. */
export function visitFile(state: ScanState, frame: Frame, met: Met): void {
  const { tally } = state
  tally.files += 1
  tally.bytes += met.stat.size
  const compared = compareMet(state, frame, met)
  const position = met.known === -1 ? addEntry(frame, undefined) : keepEntry(frame, met.known)
  switch (compared) {
    case 'unchanged':
      tally.unchanged += 1
      countStatOnly(state, frame, position, met.path)
      return
    case 'notable':
      tally.unchanged += 1
      noteAgain(state, frame, position, met.path)
      return
    case 'read': {
      countReplaced(frame, met.known)
      frame.waiting += 1
      const previous = entryAt(frame, position)
      state.queue.add({
        frame,
        position,
        name: met.name,
        stat: met.stat,
        previous,
        fileClass: classOfName(met.name),
        attempt: 1,
      })
    }
  }
}

/** A file that passUnchanged has passed. */
export function countUnchanged({ tally }: ScanState, frame: Frame, known: number, size: number): void {
  tally.files += 1
  tally.bytes += size
  tally.unchanged += 1
  keepEntry(frame, known)
}

/** Pipes, sockets and devices are recorded as kinds and never opened. */
export function visitSpecial(state: ScanState, frame: Frame, met: Met): void {
  skip(state, met.path, 'special-file')
  countReplaced(frame, met.known)
  const entry: IndexEntry = { ...emptyEntry(met), stat: { ...met.stat, size: 0 } }
  place(frame, met.known, entry)
}

/** A symbolic link's content is its target; it is never followed. */
export async function visitLink(state: ScanState, frame: Frame, met: Met): Promise<void> {
  if (compareMet(state, frame, met) !== 'read') {
    keepEntry(frame, met.known)
    return
  }
  countReplaced(frame, met.known)
  const target = readTarget(frame, met)
  if (typeof target === 'string') {
    skip(state, met.path, target)
    place(frame, met.known, emptyEntry(met))
    return
  }
  const oid = sha256(target)
  const kept = await storeTarget(state, target)
  const settled = met.stat.ctimeMs + racySlackMs < state.context.clock.now()
  place(frame, met.known, {
    ...emptyEntry(met),
    oid,
    hashOnly: kept === 'hash-only',
    trusted: settled && state.mounts.trusted.has(frame.mount),
    readDay: state.today,
  })
}

function compareMet(state: ScanState, frame: Frame, met: Met): ReturnType<typeof compareEntry> {
  const { row, mount } = frame
  if (met.known === -1 || row === undefined) return 'read'
  // The same numbers on another mount are another file (decision 15).
  return row.header.mount === mount ? compareEntry(state, row, met) : 'read'
}

/** Adds a new entry or puts it in the place of the row's; an equal one leaves the row untouched. Returns its position. */
export function place(frame: Frame, known: number, entry: IndexEntry): number {
  if (known === -1) return addEntry(frame, entry)
  const position = keepEntry(frame, known)
  const before = entryAt(frame, position)
  if (before === undefined || !sameEntry(before, entry)) setEntry(frame, position, entry)
  return position
}

export function sameEntry(a: IndexEntry, b: IndexEntry): boolean {
  return (
    a.oid === b.oid &&
    a.trusted === b.trusted &&
    a.readDay === b.readDay &&
    a.fileClass === b.fileClass &&
    a.hashOnly === b.hashOnly &&
    a.silentChange === b.silentChange &&
    sameStat(a.stat, b.stat)
  )
}

export function emptyEntry(met: { readonly name: ByteName; readonly stat: FileStat }): IndexEntry {
  return {
    name: met.name,
    stat: met.stat,
    oid: null,
    fileClass: classOfName(met.name),
    readDay: 0,
    hashOnly: false,
    silentChange: false,
    trusted: false,
  }
}

function sameStat(a: FileStat, b: FileStat): boolean {
  return (
    a.kind === b.kind &&
    a.ino === b.ino &&
    a.size === b.size &&
    a.mtimeMs === b.mtimeMs &&
    a.ctimeMs === b.ctimeMs &&
    a.mode === b.mode &&
    a.uid === b.uid &&
    a.gid === b.gid &&
    a.nlink === b.nlink
  )
}

/** A file that is identified by stat only (too large) is counted as such in every run (decision 12). */
function countStatOnly(state: ScanState, frame: Frame, position: number, path: BytePath): void {
  if (frame.entries === null && frame.row?.hasOid(position) === true) return
  if (entryAt(frame, position)?.oid === null) skip(state, path, 'too-large')
}

function noteAgain(state: ScanState, frame: Frame, position: number, path: BytePath): void {
  const entry = entryAt(frame, position)
  const oid = entry?.oid ?? null
  if (entry === undefined || oid === null) return
  const { fileClass } = entry
  const verdict = state.rejudged.notable.get(subjectKey({ oid, fileClass }))
  if (verdict === undefined) return
  frame.operations.push(
    ...openItemOperations({ path, oid, fileClass, before: null, arrival: 'known', scan: state.id }, verdict),
  )
}

/** Through the directory's descriptor, and only while the link is still the one that was met. */
function readTarget(frame: Frame, met: Met): Buffer | 'vanished' | 'unreadable' | 'unstable' {
  const directory = openFrame(frame)
  if (typeof directory === 'string') return directory === 'not-a-directory' ? 'unstable' : directory
  const now = lstatChild(directory, met.name)
  if (typeof now === 'string') return now
  if (now.ino !== met.stat.ino || now.ctimeMs !== met.stat.ctimeMs) return 'unstable'
  return readLinkTarget(directory, met.name)
}

/** Links count against the store's limit like files: a million of them with 4 KiB each are cheap to make. */
async function storeTarget(state: ScanState, target: Buffer): Promise<'whole' | 'hash-only'> {
  const { context, ledger, committer } = state
  const oid = sha256(target)
  const [row] = await getContents(context.store.meta, [oid])
  if (row?.kept === 'whole') return 'whole'
  const size = target.length
  const firstSeenAt = row?.firstSeenAt ?? context.clock.now()
  if ((await havePurged(context.store.meta, [oid]))[0] === true) return 'hash-only'
  // A file with these bytes that is being stored would be told otherwise by a row of ours.
  if (ledger.storedBytes >= context.keep.roomBytes && !ledger.storing.has(oid)) {
    ledger.unkept += 1
    if (row === undefined)
      committer.addOperations([contentOperation(oid, { size, kept: 'hash-only', firstSeenAt })])
    return 'hash-only'
  }
  const deflated = deflateSync(target, { level: 1 })
  ledger.storedBytes += deflated.length
  committer.addObject({ kind: 'content', oid, size, deflated })
  committer.addOperations([contentOperation(oid, { size, kept: 'whole', firstSeenAt })])
  return 'whole'
}
