import { lstatSync } from 'node:fs'
import type { FileStat } from '../../domain/fileStat.ts'
import type { ByteName, BytePath } from '../../domain/path.ts'
import { isAscii, joinPath, nameOf, parentOf, toFsPath } from '../../domain/path.ts'
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

/**
 * lstatPath of a name in `directory`, for many names of one directory in a row. It becomes the working directory, as in
 * fts(3): the kernel then looks up one component and not ten, a quarter of the cost. See leaveDirectory.
 */
export function lstatIn(directory: BytePath, name: ByteName): FileStat | LstatFailure {
  const isThere = directory === working?.directory || enter(directory)
  return isThere ? lstatAt(toFsPath(name)) : lstatPath(joinPath(directory, name))
}

/** Goes back to where the process was before lstatIn: a tree that was looked at must not stay busy, nor its name remembered. */
export function leaveDirectory(): void {
  if (working !== undefined) process.chdir(working.before)
  working = undefined
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

/** Where lstatIn has gone, and where the process was before. */
let working: { readonly directory: BytePath; readonly before: string } | undefined

/** False where that cannot be done: the path is no string for chdir(2), or the directory is gone or closed to us. */
function enter(directory: BytePath): boolean {
  if (isDeep(directory) || !isAscii(directory)) return false
  const before = working?.before ?? process.cwd()
  try {
    process.chdir(directory)
  } catch {
    return false
  }
  working = { directory, before }
  return true
}

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
