import type { Stats } from 'node:fs'
import { actedBytesMax, readAttemptsMax, readStepBytes } from '../../domain/limits.ts'
import type { FileMetadata } from '../../domain/operation.ts'
import type { ByteName } from '../../domain/path.ts'
import type { OpenDirectory } from '../read/directory.ts'
import { childPath, fdPath, fileFailure, lookAtFlags, readFlags } from '../read/internal/open.ts'
import type { WriteCalls } from './calls.ts'
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
    const captured = captureOnce(calls, directory, name)
    if (captured !== 'changed') return captured
  }
  return { state: 'refused', reason: 'unstable' }
}

function captureOnce(calls: WriteCalls, directory: OpenDirectory, name: ByteName): Captured | 'changed' {
  let lookedAt: number | undefined
  try {
    lookedAt = calls.open(childPath(directory.fd, name), lookAtFlags, 0)
    return captureLookedAt(calls, lookedAt)
  } catch (error) {
    const reason = fileFailure(error) === 'vanished' ? 'absent' : 'unreadable'
    return { state: 'refused', reason }
  } finally {
    if (lookedAt !== undefined) calls.close(lookedAt)
  }
}

function captureLookedAt(calls: WriteCalls, lookedAt: number): Captured | 'changed' {
  const before = calls.fstat(lookedAt)
  if (!before.isFile()) return { state: 'refused', reason: 'not-a-file' }
  if (before.size > actedBytesMax) return { state: 'refused', reason: 'too-large' }
  const fd = calls.open(fdPath(lookedAt), readFlags, 0)
  try {
    const bytes = readWhole(calls, fd, before.size)
    const xattrs = readXattrs(calls, fd)
    if (bytes === undefined || !isUnchanged(before, calls.fstat(fd))) return 'changed'
    const { dev, ino, nlink, uid, gid, mtimeMs } = before
    const metadata = { mode: before.mode & 0o7777, uid, gid, mtimeMs, xattrs }
    return { state: 'captured', bytes, dev, ino, nlink, metadata }
  } finally {
    calls.close(fd)
  }
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
function isUnchanged(before: Stats, after: Stats): boolean {
  return (
    before.ctimeMs === after.ctimeMs &&
    before.mtimeMs === after.mtimeMs &&
    before.size === after.size &&
    before.ino === after.ino &&
    before.nlink === after.nlink
  )
}
