import { lstatSync } from 'node:fs'
import type { FileStat } from '../../domain/fileStat.ts'
import type { ByteName, BytePath } from '../../domain/path.ts'
import { nameOf, parentOf, toFsPath } from '../../domain/path.ts'
import type { OpenDirectory } from './directory.ts'
import { closeDirectory, statDirectory, tryOpenDirectory } from './directory.ts'
import { childPath, fileFailure, fileStatOf } from './internal/open.ts'

/** `vanished`: there is no such name now. `unreadable`: the name may exist, but we may not look. */
export type LstatFailure = 'vanished' | 'unreadable'

/**
 * The stat facts of one path, for comparing with the index only: links in the middle of the path are followed, which
 * cannot forge an equal ino and ctime (decision 20). 3 us per call, so no second object and no bigint.
 */
export function lstatPath(path: BytePath): FileStat | LstatFailure {
  if (isDeep(path)) return lstatLongPath(path)
  return lstatAt(toFsPath(path))
}

/** The stat facts of a name in an open directory; reaches what lies deeper than PATH_MAX. */
export function lstatChild(directory: OpenDirectory, name: ByteName): FileStat | LstatFailure {
  return lstatAt(childPath(directory.fd, name))
}

/** True when the kernel takes the path only in parts, which costs an open for each of its directories. */
export function isDeep(path: BytePath): boolean {
  return path.length >= kernelPathMax
}

/** PATH_MAX counts the closing NUL. */
const kernelPathMax = 4096

function lstatAt(path: string | Buffer): FileStat | LstatFailure {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false })
    return stats === undefined ? 'vanished' : fileStatOf(stats)
  } catch (error) {
    const failure = fileFailure(error)
    return failure === 'not-a-directory' ? 'vanished' : failure
  }
}

function lstatLongPath(path: BytePath): FileStat | LstatFailure {
  const directory = tryOpenDirectory(parentOf(path))
  if (typeof directory === 'string') return directory === 'unreadable' ? 'unreadable' : 'vanished'
  try {
    const name = nameOf(path)
    return name === undefined ? statDirectory(directory) : lstatChild(directory, name)
  } finally {
    closeDirectory(directory)
  }
}
