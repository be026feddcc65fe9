import { opendirSync, readdirSync } from 'node:fs'
import {
  directoryEntriesMax,
  directoryListedAtOnceBytes,
  directoryNamesMax,
  surplusNamesAtOnce,
} from '../../domain/limits.ts'
import type { ByteName } from '../../domain/path.ts'
import type { OpenDirectory, OpenFailure } from './directory.ts'
import { statDirectory } from './directory.ts'
import { fdPath, fileFailure } from './internal/open.ts'

export interface Listing {
  /** Bytewise sorted; at most `limit` of them, the bytewise smallest. */
  readonly names: readonly ByteName[]
  /** How many names there are beyond these (surplusNames gives them). */
  readonly surplus: number
}

/**
 * The names of a directory without `.` and `..`. The `limit` bytewise smallest are kept whatever order the filesystem
 * gives, so the same names are indexed every time; memory holds twice the limit at most.
 */
export function listNames(directory: OpenDirectory, limit = directoryEntriesMax): Listing | OpenFailure {
  try {
    return isListedAtOnce(directory) ? smallest(namesAtOnce(directory), limit) : listLarge(directory, limit)
  } catch (error) {
    return fileFailure(error)
  }
}

/**
 * A second pass over a directory with surplus: all names bytewise greater than `after`, unsorted, a reader's batch at a
 * time, so that a walk can have them judged without holding them. A name may come twice.
 */
export function* surplusNames(
  directory: OpenDirectory,
  after: ByteName,
): Generator<readonly ByteName[], void, undefined> {
  let chunk: ByteName[] = []
  for (const name of streamedOrAtOnce(directory)) {
    if (name <= after) continue
    chunk.push(name)
    if (chunk.length < surplusNamesAtOnce) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}

/** A directory's size is 0 on some filesystems (btrfs, FUSE): unknown, therefore streamed. */
function isListedAtOnce(directory: OpenDirectory): boolean {
  const { size } = statDirectory(directory)
  return size > 0 && size <= directoryListedAtOnceBytes
}

/** latin1 is byte-exact, and the kernel refuses names that are empty or hold a slash. */
function namesAtOnce(directory: OpenDirectory): ByteName[] {
  return readdirSync(fdPath(directory.fd), { encoding: 'latin1' }) as ByteName[]
}

function* streamedNames(directory: OpenDirectory): Generator<ByteName, void, undefined> {
  const stream = opendirSync(fdPath(directory.fd), { encoding: 'latin1', bufferSize: surplusNamesAtOnce })
  try {
    for (let count = 0; count < directoryNamesMax; count += 1) {
      const entry = stream.readSync()
      if (entry === null) return
      yield entry.name as ByteName
    }
  } finally {
    stream.closeSync()
  }
}

/**
 * On a filesystem without file types in its directories (XFS with ftype=0) Node stats every streamed name by a path
 * that is wrong for non-ASCII names, and throws. Listing in one call needs no types.
 */
function listLarge(directory: OpenDirectory, limit: number): Listing {
  try {
    return smallest(streamedNames(directory), limit)
  } catch {
    return smallest(namesAtOnce(directory), limit)
  }
}

function* streamedOrAtOnce(directory: OpenDirectory): Generator<ByteName, void, undefined> {
  try {
    yield* streamedNames(directory)
  } catch {
    yield* namesAtOnce(directory)
  }
}

function smallest(names: Iterable<ByteName>, limit: number): Listing {
  let kept: ByteName[] = []
  let surplus = 0
  const cut = (): void => {
    kept.sort()
    surplus += Math.max(0, kept.length - limit)
    kept = kept.slice(0, limit)
  }
  for (const name of names) {
    kept.push(name)
    if (kept.length >= 2 * limit) cut()
  }
  cut()
  return { names: kept, surplus }
}
