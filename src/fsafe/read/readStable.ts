import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { Stats } from 'node:fs'
import type { FileStat } from '../../domain/fileStat.ts'
import {
  hashedBytesMax,
  judgedEndBytes,
  judgedWholeBytesMax,
  readAttemptsMax,
  readStepBytes,
  sparseBytesMin,
} from '../../domain/limits.ts'
import type { ByteName } from '../../domain/path.ts'
import type { SkipReason } from '../../domain/skip.ts'
import type { OpenDirectory } from './directory.ts'
import { childPath, fdPath, fileFailure, fileStatOf, lookAtFlags, readFlags } from './internal/open.ts'

/** Takes the bytes of a streamed file in order; the buffer is reused after `update` returns. */
export interface StreamHash {
  update(bytes: Buffer): unknown
}

/**
 * Bytes that may still be read of sparse files. A hole costs its owner nothing and us a second per GiB, so a tenant with
 * holes only would hold up everybody's scan. Counted down by readStable.
 */
export interface SparseAllowance {
  bytes: number
}

export type StableRead<H extends StreamHash> =
  | { readonly state: 'read'; readonly stat: FileStat; readonly bytes: Buffer }
  | {
      readonly state: 'streamed'
      readonly stat: FileStat
      /** Has seen exactly `stat.size` bytes. */
      readonly hash: H
      /** The first and the last judgedEndBytes; they do not overlap. */
      readonly head: Buffer
      readonly tail: Buffer
    }
  /** Over hashedBytesMax: only its two ends were read, and it has no hash. */
  | { readonly state: 'ends'; readonly stat: FileStat; readonly head: Buffer; readonly tail: Buffer }
  | {
      readonly state: 'skipped'
      readonly reason: Extract<SkipReason, 'vanished' | 'unreadable' | 'unstable' | 'sparse'>
    }

/**
 * Reads one file as it was at one moment: fstat before and after agree, and `bytes` is what lay between them. Retried
 * up to readAttemptsMax times, then `unstable`. Files over judgedWholeBytesMax go through a hash of `startHash`,
 * a new one per attempt. `sparse`: the allowance does not cover it.
 *
 * The caller has seen a regular file here. A link, a directory or a pipe in its place is `unstable`, not policy: swapping a
 * script away for the moment of the scan must not make the run look complete.
 */
export function readStable<H extends StreamHash>(
  directory: OpenDirectory,
  name: ByteName,
  startHash: () => H,
  sparse: SparseAllowance = { bytes: 0 },
): StableRead<H> {
  for (let attempt = 0; attempt < readAttemptsMax; attempt += 1) {
    const result = readOnce(directory, name, { startHash, sparse })
    if (result !== 'changed') return result
  }
  return { state: 'skipped', reason: 'unstable' }
}

type Attempt<H extends StreamHash> = StableRead<H> | 'changed'

interface Reading<H extends StreamHash> {
  readonly startHash: () => H
  readonly sparse: SparseAllowance
}

function readOnce<H extends StreamHash>(
  directory: OpenDirectory,
  name: ByteName,
  reading: Reading<H>,
): Attempt<H> {
  let fd: number | undefined
  try {
    fd = openSync(childPath(directory.fd, name), lookAtFlags)
    return readLookedAt(fd, reading)
  } catch (error) {
    const failure = fileFailure(error)
    return failure === 'not-a-directory' ? 'changed' : { state: 'skipped', reason: failure }
  } finally {
    if (fd !== undefined) closeSync(fd)
  }
}

/** The type is known before anything is opened for reading: opening a device or a pipe is an act of its own. */
function readLookedAt<H extends StreamHash>(lookedAt: number, reading: Reading<H>): Attempt<H> {
  const before = fstatSync(lookedAt)
  if (!before.isFile()) return 'changed'
  if (isSparse(before) && !isAllowed(before, reading.sparse)) return { state: 'skipped', reason: 'sparse' }
  const fd = openSync(fdPath(lookedAt), readFlags)
  try {
    if (before.size <= judgedWholeBytesMax) return readWhole(fd, before)
    if (before.size <= hashedBytesMax) return readStreamed(fd, before, reading.startHash)
    return readEnds(fd, before)
  } finally {
    closeSync(fd)
  }
}

function isSparse(stats: Stats): boolean {
  return stats.size > sparseBytesMin && stats.blocks * 512 < stats.size / 2
}

function isAllowed({ size }: Stats, sparse: SparseAllowance): boolean {
  const wanted = size <= hashedBytesMax ? size : 2 * judgedEndBytes
  if (wanted > sparse.bytes) return false
  sparse.bytes -= wanted
  return true
}

function readEnds(fd: number, before: Stats): StableRead<never> | 'changed' {
  const head = Buffer.allocUnsafe(judgedEndBytes)
  const tail = Buffer.allocUnsafe(judgedEndBytes)
  const length = fill(fd, head, 0, head.length) + fill(fd, tail, before.size - judgedEndBytes, tail.length)
  if (length !== head.length + tail.length || !isUnchanged(before, fstatSync(fd))) return 'changed'
  return { state: 'ends', stat: fileStatOf(before), head, tail }
}

/** One byte more than the size is asked for, so that a file that grows while it is read is seen to grow. */
function readWhole(fd: number, before: Stats): StableRead<never> | 'changed' {
  const buffer = Buffer.allocUnsafe(before.size + 1)
  const length = fill(fd, buffer, 0, before.size)
  if (length !== before.size || !isUnchanged(before, fstatSync(fd))) return 'changed'
  return { state: 'read', stat: fileStatOf(before), bytes: buffer.subarray(0, length) }
}

function readStreamed<H extends StreamHash>(fd: number, before: Stats, startHash: () => H): Attempt<H> {
  const hash = startHash()
  const step = Buffer.allocUnsafe(readStepBytes)
  const head = Buffer.allocUnsafe(judgedEndBytes)
  const tail = Buffer.allocUnsafe(judgedEndBytes)
  for (let position = 0; position < before.size; ) {
    const length = fill(fd, step, position, Math.min(readStepBytes, before.size - position))
    if (length === 0) return 'changed'
    const part = step.subarray(0, length)
    hash.update(part)
    copyInto(head, part, position)
    copyInto(tail, part, position - (before.size - judgedEndBytes))
    position += length
  }
  if (!isUnchanged(before, fstatSync(fd))) return 'changed'
  return { state: 'streamed', stat: fileStatOf(before), hash, head, tail }
}

/** Reads up to `wanted` bytes of the file at `position`; as many more as `buffer` has room for when the file has grown. */
function fill(fd: number, buffer: Buffer, position: number, wanted: number): number {
  let length = 0
  do {
    const got = readSync(fd, buffer, length, buffer.length - length, position + length)
    if (got === 0) return length
    length += got
  } while (length < wanted)
  return length
}

/** Copies the part of `bytes` that falls into `target` when its first byte belongs at `offset` (which may be negative). */
function copyInto(target: Buffer, bytes: Buffer, offset: number): void {
  if (offset >= target.length || offset + bytes.length <= 0) return
  bytes.copy(target, Math.max(0, offset), Math.max(0, -offset))
}

function isUnchanged(before: Stats, after: Stats): boolean {
  return (
    before.size === after.size &&
    before.mtimeMs === after.mtimeMs &&
    before.ctimeMs === after.ctimeMs &&
    before.ino === after.ino
  )
}
