import { displayPath } from '../../domain/displayPath.ts'
import { HoldfastError } from '../../domain/errors.ts'
import type { FileStat } from '../../domain/fileStat.ts'
import type { ByteName, BytePath } from '../../domain/path.ts'
import { componentsOf, nameOf, parentOf, rootPath } from '../../domain/path.ts'
import type { OpenDirectory } from './directory.ts'
import { closeDirectory, openChild, openDirectory, statDirectory, tryOpenDirectory } from './directory.ts'
import { listNames } from './listNames.ts'
import { lstatChild } from './lstat.ts'
import { readStable } from './readStable.ts'
import { resolveTypedPath } from './typedPath.ts'

/** `why`: a sentence that names the place. */
export type Distrust = { readonly state: 'absent' } | { readonly state: 'refused'; readonly why: string }

/** `path` is free of links. */
export type TrustedFile =
  | { readonly state: 'trusted'; readonly path: BytePath; readonly stat: FileStat }
  | Distrust

export type TrustedRead = { readonly state: 'read'; readonly bytes: Buffer } | Distrust

/**
 * A file that nobody but root and `uid` can write or put another in the place of: every directory on the way is checked, and
 * links are followed only as resolveTypedPath does. For what decides what the program does: configuration, hooks. The answer
 * stays true, since those who could change it are those who are trusted.
 */
export function findTrustedFile(typed: string | Buffer, uid: number): TrustedFile {
  const resolved = resolve(typed)
  if ('state' in resolved) return resolved
  const { path } = resolved
  const name = nameOf(path)
  if (name === undefined) return refused(path, 'is a directory')
  const walked = walkTrusted(parentOf(path), uid)
  if ('state' in walked) return walked
  try {
    const stat = lstatChild(walked, name)
    if (stat === 'vanished') return { state: 'absent' }
    if (stat === 'unreadable') return refused(path, 'cannot be looked at')
    if (stat.kind !== 'file') return refused(path, 'is not a regular file')
    const problem = handsOn(stat, uid)
    return problem === undefined ? { state: 'trusted', path, stat } : refused(path, problem)
  } finally {
    closeDirectory(walked)
  }
}

/** The bytes of such a file; one of more than `bytesMax` is refused. */
export function readTrustedFile(typed: string | Buffer, uid: number, bytesMax: number): TrustedRead {
  const found = findTrustedFile(typed, uid)
  if (found.state !== 'trusted') return found
  if (found.stat.size > bytesMax) return refused(found.path, `is larger than ${String(bytesMax)} bytes`)
  const directory = tryOpenDirectory(parentOf(found.path))
  if (typeof directory === 'string') return { state: 'absent' }
  try {
    const read = readStable(directory, nameOf(found.path) as ByteName, () => ({ update: () => undefined }))
    if (read.state !== 'read') return refused(found.path, 'cannot be read')
    return { state: 'read', bytes: read.bytes }
  } finally {
    closeDirectory(directory)
  }
}

export type TrustedListing =
  | { readonly state: 'listed'; readonly path: BytePath; readonly names: readonly ByteName[] }
  | Distrust

/** The first `limit` names of such a directory, bytewise sorted. */
export function listTrustedDirectory(typed: string | Buffer, uid: number, limit: number): TrustedListing {
  const resolved = resolve(typed)
  if ('state' in resolved) return resolved
  const directory = walkTrusted(resolved.path, uid)
  if ('state' in directory) return directory
  try {
    const listing = listNames(directory, limit)
    if (typeof listing === 'string') return refused(resolved.path, 'cannot be listed')
    return { state: 'listed', path: resolved.path, names: listing.names }
  } finally {
    closeDirectory(directory)
  }
}

function resolve(typed: string | Buffer): { readonly path: BytePath } | Distrust {
  try {
    return resolveTypedPath(typed, rootPath)
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.kind === 'bug') throw error
    if (error.code === 'HF_NO_SUCH_PATH') return { state: 'absent' }
    return { state: 'refused', why: error.message }
  }
}

/** The directory itself, opened, when it and all above it are in trusted hands. */
function walkTrusted(path: BytePath, uid: number): OpenDirectory | Distrust {
  let here = openDirectory(rootPath)
  for (const name of componentsOf(path)) {
    const problem = handsAbove(statDirectory(here), uid)
    const next = problem === undefined ? openChild(here, name) : undefined
    closeDirectory(here)
    if (problem !== undefined) return refused(here.path, problem)
    if (next === undefined || typeof next === 'string') return { state: 'absent' }
    here = next
  }
  const problem = handsOn(statDirectory(here), uid)
  if (problem === undefined) return here
  closeDirectory(here)
  return refused(here.path, problem)
}

const stickyBit = 0o1000

/** In a sticky directory (/tmp) others than its owner can neither remove nor rename what is ours. */
function handsAbove(stat: FileStat, uid: number): string | undefined {
  return (stat.mode & stickyBit) === 0 ? handsOn(stat, uid) : foreignOwner(stat, uid)
}

/** ACLs show up in the bits of the group. */
function handsOn(stat: FileStat, uid: number): string | undefined {
  const foreign = foreignOwner(stat, uid)
  if (foreign !== undefined) return foreign
  return (stat.mode & 0o022) === 0 ? undefined : 'can be changed by other users'
}

function foreignOwner(stat: FileStat, uid: number): string | undefined {
  return stat.uid === 0 || stat.uid === uid ? undefined : `belongs to uid ${String(stat.uid)}`
}

function refused(path: BytePath, problem: string): { readonly state: 'refused'; readonly why: string } {
  return { state: 'refused', why: `${displayPath(path)} ${problem}` }
}
