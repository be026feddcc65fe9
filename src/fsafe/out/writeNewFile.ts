import { closeSync, constants, fstatSync, fsyncSync, openSync, unlinkSync, writeSync } from 'node:fs'
import { displayPath } from '../../domain/displayPath.ts'
import { HoldfastError, systemCode } from '../../domain/errors.ts'
import type { ByteName, BytePath } from '../../domain/path.ts'
import { nameOf, parentOf } from '../../domain/path.ts'
import type { OpenDirectory } from '../read/directory.ts'
import { closeDirectory, openDirectory } from '../read/directory.ts'
import { childPath, fdPath } from '../read/internal/open.ts'

/**
 * Writes a file that a person asked for, mode 0600, synced. Nothing is overwritten and no link is followed on the way. Its
 * directory must be root's or our own and nobody else may write there: who can, decides what the file becomes. On failure
 * nothing stays. Throws HF_USAGE, HF_LINK_IN_PATH, HF_NO_SUCH_PATH, HF_DISK_FULL or HF_IO.
 */
export function writeNewFile(path: BytePath, bytes: Uint8Array): void {
  const name = nameOf(path)
  if (name === undefined) throw refusal(path, 'is a directory')
  const directory = openDirectory(parentOf(path))
  try {
    requirePrivate(directory)
    writeChild(directory, name, { path, bytes })
  } finally {
    closeDirectory(directory)
  }
}

function requirePrivate(directory: OpenDirectory): void {
  const { uid, mode } = fstatSync(directory.fd)
  if (uid !== 0 && uid !== process.geteuid?.()) throw refusal(directory.path, 'belongs to somebody else')
  // An ACL that lets others write shows in the group bits.
  if ((mode & 0o022) !== 0) throw refusal(directory.path, 'can be written by others')
}

interface NewFile {
  readonly path: BytePath
  readonly bytes: Uint8Array
}

function writeChild(directory: OpenDirectory, name: ByteName, file: NewFile): void {
  const fd = create(directory, name, file.path)
  try {
    for (let at = 0; at < file.bytes.length; ) at += writeSync(fd, file.bytes, at)
    fsyncSync(fd)
    syncNames(directory)
  } catch (error) {
    // Nobody else can write here, so the name is still the file made above.
    unlinkSync(childPath(directory.fd, name))
    throw failure(file.path, error)
  } finally {
    closeSync(fd)
  }
}

function create(directory: OpenDirectory, name: ByteName, path: BytePath): number {
  const flags = constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW | constants.O_WRONLY
  try {
    return openSync(childPath(directory.fd, name), flags, 0o600)
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw refusal(path, 'exists already')
    throw failure(path, error)
  }
}

function syncNames(directory: OpenDirectory): void {
  const fd = openSync(fdPath(directory.fd), constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

function refusal(path: BytePath, why: string): HoldfastError {
  const shown = displayPath(path)
  return new HoldfastError('HF_USAGE', `${shown} ${why}; nothing was written`, {
    facts: { path: shown },
    hint: 'name a new file in a directory of your own',
  })
}

function failure(path: BytePath, error: unknown): unknown {
  const code = systemCode(error)
  if (code === undefined) return error
  const shown = displayPath(path)
  const detail = { facts: { path: shown, code }, cause: error }
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? new HoldfastError('HF_DISK_FULL', `no space left to write ${shown}`, detail)
    : new HoldfastError('HF_IO', `${shown} cannot be written: ${code}`, detail)
}
