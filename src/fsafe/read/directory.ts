import { closeSync, fstatSync, openSync, statSync, statfsSync } from 'node:fs'
import { displayPath } from '../../domain/displayPath.ts'
import { HoldfastError } from '../../domain/errors.ts'
import type { FileStat } from '../../domain/fileStat.ts'
import type { ByteName, BytePath } from '../../domain/path.ts'
import { componentsOf, joinPath, rootPath } from '../../domain/path.ts'
import type { FileFailure } from './internal/open.ts'
import { childPath, directoryFlags, fdPath, fileFailure, fileStatOf, lookAtFlags } from './internal/open.ts'

/** A directory held open; whoever opened it closes it. `path` is where it was when it was opened and is for messages only. */
export interface OpenDirectory {
  readonly fd: number
  readonly path: BytePath
}

/** `not-a-directory` also stands for a symbolic link: a link is never followed. */
export type OpenFailure = FileFailure

/** Throws HF_NO_PROC when /proc/self/fd is not there: without it no path can be opened safely (decision 5). */
export function requireProc(): void {
  let fd: number | undefined
  try {
    fd = openSync('/', directoryFlags)
    const isProc = statfsSync('/proc').type === procMagic
    if (isProc && statSync(`${fdPath(fd)}/`).ino === fstatSync(fd).ino) return
  } catch (cause) {
    throw noProc({ cause })
  } finally {
    if (fd !== undefined) closeSync(fd)
  }
  throw noProc({})
}

/**
 * Opens `path` from `/` one component at a time, following no link. Throws HF_LINK_IN_PATH, HF_NO_SUCH_PATH or HF_IO.
 * For directories found by a walk, where failing is normal, see tryOpenDirectory.
 */
export function openDirectory(path: BytePath): OpenDirectory {
  const opened = descend(path)
  if (opened.state === 'open') return opened.directory
  throw refusal(path, opened)
}

/** openDirectory with the failure as data. */
export function tryOpenDirectory(path: BytePath): OpenDirectory | OpenFailure {
  const opened = descend(path)
  return opened.state === 'open' ? opened.directory : opened.failure
}

export function openChild(parent: OpenDirectory, name: ByteName): OpenDirectory | OpenFailure {
  try {
    const fd = openSync(childPath(parent.fd, name), directoryFlags)
    return { fd, path: joinPath(parent.path, name) }
  } catch (error) {
    return fileFailure(error)
  }
}

export function closeDirectory(directory: OpenDirectory): void {
  closeSync(directory.fd)
}

export function statDirectory(directory: OpenDirectory): FileStat {
  return fileStatOf(fstatSync(directory.fd))
}

const procMagic = 0x9fa0

function noProc(detail: { readonly cause?: unknown }): HoldfastError {
  const hint = 'mount it: mount -t proc proc /proc'
  return new HoldfastError(
    'HF_NO_PROC',
    '/proc is not mounted, and without it files cannot be opened safely',
    {
      ...detail,
      hint,
    },
  )
}

type Descent =
  | { readonly state: 'open'; readonly directory: OpenDirectory }
  | {
      readonly state: 'failed'
      readonly failure: OpenFailure
      readonly at: BytePath
      readonly isLink: boolean
    }

function descend(path: BytePath): Descent {
  let directory: OpenDirectory = { fd: openSync('/', directoryFlags), path: rootPath }
  for (const name of componentsOf(path)) {
    const child = openChild(directory, name)
    if (typeof child === 'string') {
      const isLink = child === 'not-a-directory' && isLinkIn(directory, name)
      closeDirectory(directory)
      return { state: 'failed', failure: child, at: joinPath(directory.path, name), isLink }
    }
    closeDirectory(directory)
    directory = child
  }
  return { state: 'open', directory }
}

/** Only words the message: the refusal itself has been decided by the open that failed. */
function isLinkIn(directory: OpenDirectory, name: ByteName): boolean {
  let fd: number | undefined
  try {
    fd = openSync(childPath(directory.fd, name), lookAtFlags)
    return fstatSync(fd).isSymbolicLink()
  } catch {
    return false
  } finally {
    if (fd !== undefined) closeSync(fd)
  }
}

function refusal(path: BytePath, failed: Descent & { state: 'failed' }): HoldfastError {
  const shown = displayPath(failed.at)
  const facts = { path: displayPath(path), at: shown }
  if (failed.isLink) {
    return new HoldfastError('HF_LINK_IN_PATH', `${shown} is a symbolic link and is not followed`, { facts })
  }
  switch (failed.failure) {
    case 'vanished':
      return new HoldfastError('HF_NO_SUCH_PATH', `${shown} does not exist`, { facts })
    case 'not-a-directory':
      return new HoldfastError('HF_NO_SUCH_PATH', `${shown} is not a directory`, { facts })
    case 'unreadable':
      return new HoldfastError('HF_IO', `${shown} cannot be opened`, { facts })
  }
}
