import type { Stats } from 'node:fs'
import { invariant } from '../../domain/errors.ts'
import { actedBytesMax, readAttemptsMax, readStepBytes } from '../../domain/limits.ts'
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
  for (let attempt = 0; attempt < readAttemptsMax; attempt += 1) {
    const [captured] = captureOnce(calls, [{ directory, name }])
    if (captured !== undefined && captured !== 'changed') return captured
  }
  return { state: 'refused', reason: 'unstable' }
}

/**
 * captureFile of each place, in this order, with one run of a program for filesPerProgramMax files instead of one for each.
 * All bytes are in memory at the same time.
 */
export function captureFiles(calls: WriteCalls, places: readonly Place[]): readonly Captured[] {
  const captured = captureOnce(calls, places)
  return captured.map((one, index) => {
    const place = places[index]
    if (one !== 'changed') return one
    invariant(place !== undefined, 'one answer for each place')
    return captureFile(calls, place.directory, place.name)
  })
}

/** An open file with its bytes; undefined when it grew or shrank. */
interface Read {
  readonly state: 'read'
  readonly fd: number
  readonly before: Stats
  readonly bytes: Buffer | undefined
}

type Look = Read | (Captured & { readonly state: 'refused' })

function captureOnce(calls: WriteCalls, places: readonly Place[]): readonly (Captured | 'changed')[] {
  const opened: number[] = []
  try {
    const looks = places.map((place) => lookAt(calls, place, opened))
    const reads = looks.filter((look) => look.state === 'read')
    const fds = reads.map((read) => read.fd)
    const xattrs = new Map(readXattrs(calls, fds).map((one, index) => [fds[index], one]))
    return looks.map((look) => {
      if (look.state === 'refused') return look
      return settle(calls, look, xattrs.get(look.fd) ?? { state: 'unknown' })
    })
  } finally {
    for (const fd of opened) calls.close(fd)
  }
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
  if (bytes === undefined || !isStill(calls, fd, before)) return 'changed'
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
