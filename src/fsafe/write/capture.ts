import type { Stats } from 'node:fs'
import { invariant } from '../../domain/errors.ts'
import { actedBytesMax } from '../../domain/actingLimits.ts'
import { readAttemptsMax, readStepBytes } from '../../domain/limits.ts'
import type { FileMetadata, Xattrs } from '../../domain/operation.ts'
import type { ByteName } from '../../domain/path.ts'
import type { OpenDirectory } from '../read/directory.ts'
import { fdPath, fileFailure, lookAtFlags, readFlags } from '../read/internal/open.ts'
import type { WriteCalls } from './calls.ts'
import type { Place } from './place.ts'
import { pathAt } from './place.ts'
import { readXattrs } from './xattrs.ts'

/** A file as it was at one moment: nothing of it changed between the first look and the last. */
export type Captured =
  | {
      readonly state: 'captured'
      readonly bytes: Buffer
      readonly dev: number
      readonly ino: number
      readonly nlink: number
      readonly metadata: FileMetadata
    }
  | {
      readonly state: 'refused'
      readonly reason: 'absent' | 'not-a-file' | 'unstable' | 'too-large' | 'unreadable'
    }

/**
 * The whole bytes of a file, up to actedBytesMax, with all that belongs to it. Its type is known before it is opened for
 * reading, and what is opened is what was looked at, whatever the name means by then.
 */
export function captureFile(calls: WriteCalls, directory: OpenDirectory, name: ByteName): Captured {
  return retried(() => captureOnce(calls, { directory, name }, readXattrs))
}

/** captureFile without attributes, which says `unknown` of them: 2 to 14 ms less for those who ask for bytes and identity. */
export function captureContent(calls: WriteCalls, { directory, name }: Place): Captured {
  return retried(() => captureOnce(calls, { directory, name }, unknownXattrs))
}

/**
 * captureFile of each place, in this order, with one run of a program for filesPerProgramMax files instead of one for each.
 * All bytes are in memory at the same time: as soon as there are `bytesMax` the rest is left out, so that fewer answers
 * than places come back, but one at least.
 */
export function captureFiles(
  calls: WriteCalls,
  places: readonly Place[],
  bytesMax: number,
): readonly Captured[] {
  const captured = captureAll(calls, places, { bytesMax, readXattrs })
  return captured.map((one, index) => {
    const place = places[index]
    if (one !== 'changed') return one
    invariant(place !== undefined, 'one answer for each place')
    return captureFile(calls, place.directory, place.name)
  })
}

type XattrReader = typeof readXattrs

function unknownXattrs(_: WriteCalls, fds: readonly number[]): readonly Xattrs[] {
  return fds.map(() => ({ state: 'unknown' }))
}

function retried(capture: () => Captured | 'changed'): Captured {
  for (let attempt = 0; attempt < readAttemptsMax; attempt += 1) {
    const captured = capture()
    if (captured !== 'changed') return captured
  }
  return { state: 'refused', reason: 'unstable' }
}

function captureOnce(calls: WriteCalls, place: Place, reader: XattrReader): Captured | 'changed' {
  const [captured] = captureAll(calls, [place], { bytesMax: 0, readXattrs: reader })
  invariant(captured !== undefined, 'one answer for one place')
  return captured
}

/** An open file with its bytes; undefined when it grew or shrank. */
interface Read {
  readonly state: 'read'
  readonly fd: number
  readonly before: Stats
  readonly bytes: Buffer | undefined
}

type Look = Read | (Captured & { readonly state: 'refused' })

interface Capturing {
  readonly bytesMax: number
  readonly readXattrs: XattrReader
}

function captureAll(
  calls: WriteCalls,
  places: readonly Place[],
  capturing: Capturing,
): readonly (Captured | 'changed')[] {
  const opened: number[] = []
  try {
    const looks = lookAtAll(calls, places, capturing.bytesMax, opened)
    const fds = looks.filter((look) => look.state === 'read').map((read) => read.fd)
    const xattrs = new Map(capturing.readXattrs(calls, fds).map((one, index) => [fds[index], one]))
    return looks.map((look) => {
      if (look.state === 'refused') return look
      return settle(calls, look, xattrs.get(look.fd) ?? { state: 'unknown' })
    })
  } finally {
    for (const fd of opened) calls.close(fd)
  }
}

function lookAtAll(
  calls: WriteCalls,
  places: readonly Place[],
  bytesMax: number,
  opened: number[],
): readonly Look[] {
  const looks: Look[] = []
  let bytes = 0
  for (const place of places) {
    const look = lookAt(calls, place, opened)
    looks.push(look)
    if (look.state === 'read') bytes += look.before.size
    if (bytes >= bytesMax) break
  }
  return looks
}

function lookAt(calls: WriteCalls, place: Place, opened: number[]): Look {
  let lookedAt: number | undefined
  try {
    lookedAt = calls.open(pathAt(place), lookAtFlags, 0)
    const before = calls.fstat(lookedAt)
    if (!before.isFile()) return { state: 'refused', reason: 'not-a-file' }
    if (before.size > actedBytesMax) return { state: 'refused', reason: 'too-large' }
    const fd = calls.open(fdPath(lookedAt), readFlags, 0)
    opened.push(fd)
    return { state: 'read', fd, before, bytes: readWhole(calls, fd, before.size) }
  } catch (error) {
    const reason = fileFailure(error) === 'vanished' ? 'absent' : 'unreadable'
    return { state: 'refused', reason }
  } finally {
    if (lookedAt !== undefined) calls.close(lookedAt)
  }
}

function settle(calls: WriteCalls, { fd, before, bytes }: Read, xattrs: Xattrs): Captured | 'changed' {
  try {
    if (bytes === undefined || !isStill(calls, fd, before)) return 'changed'
  } catch (error) {
    fileFailure(error)
    return { state: 'refused', reason: 'unreadable' }
  }
  const { dev, ino, nlink, uid, gid, mtimeMs } = before
  const metadata = { mode: before.mode & 0o7777, uid, gid, mtimeMs, xattrs }
  return { state: 'captured', bytes, dev, ino, nlink, metadata }
}

/** One byte more than the size is asked for, so that a file that grows is seen to grow; undefined when it did or shrank. */
function readWhole(calls: WriteCalls, fd: number, size: number): Buffer | undefined {
  const buffer = Buffer.allocUnsafe(size + 1)
  let length = 0
  while (length <= size) {
    const step = Math.min(readStepBytes, buffer.length - length)
    const got = calls.read(fd, buffer, { at: length, length: step, position: length })
    if (got === 0) break
    length += got
  }
  return length === size ? buffer.subarray(0, size) : undefined
}

/** ctime moves with every change of bytes, owner, mode, links and attributes. */
function isStill(calls: WriteCalls, fd: number, before: Stats): boolean {
  const after = calls.fstat(fd)
  return (
    before.ctimeMs === after.ctimeMs &&
    before.mtimeMs === after.mtimeMs &&
    before.size === after.size &&
    before.nlink === after.nlink
  )
}
