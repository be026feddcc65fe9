import { constants } from 'node:fs'
import { invariant, systemCode } from '../../../domain/errors.ts'
import type { FileMetadata } from '../../../domain/operation.ts'
import type { WriteCalls } from '../calls.ts'
import type { Place } from '../place.ts'
import { pathAt } from '../place.ts'
import type { XattrsWritten } from '../xattrs.ts'
import { nameOfXattr, readXattrs, removeXattr, writeXattrs } from '../xattrs.ts'

/** A file to be made. `strip` takes setuid, setgid and capabilities away: they are not given back unless asked for. */
export interface NewFile {
  readonly bytes: Buffer
  readonly metadata: FileMetadata
  /** What it gets; `metadata.mtimeMs` is what it once was (decision 40). */
  readonly mtimeMs: number
  readonly privileged: 'strip' | 'keep'
}

/** Whether a default ACL of the directory above may have come to the new file by itself. */
export type Inheritance = 'none' | 'possible'

/**
 * Makes a new file at `place` with all that belongs to it, synced; its name is not. Fails with EEXIST when there is one.
 * The order is owner, mode, attributes, times: a change of owner drops setuid and capabilities, an ACL changes the mode.
 */
export function makeFile(
  calls: WriteCalls,
  place: Place,
  file: NewFile,
  inherits: Inheritance,
): XattrsWritten {
  const fd = calls.open(pathAt(place), newFileFlags, 0o600)
  try {
    writeAll(calls, fd, file.bytes)
    const { uid, gid } = calls.fstat(fd)
    const { metadata } = file
    if (uid !== metadata.uid || gid !== metadata.gid) calls.fchown(fd, metadata.uid, metadata.gid)
    calls.fchmod(fd, metadata.mode & modeMask[file.privileged])
    const written = giveXattrs(calls, fd, file, inherits)
    calls.futimes(fd, file.mtimeMs / 1000, file.mtimeMs / 1000)
    calls.fsync(fd)
    return written
  } finally {
    calls.close(fd)
  }
}

/** makeFile, where a file of that name is our own from an earlier attempt and goes. */
export function makeFileAnew(
  calls: WriteCalls,
  place: Place,
  file: NewFile,
  inherits: Inheritance,
): XattrsWritten {
  try {
    calls.unlink(pathAt(place))
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error
  }
  return makeFile(calls, place, file, inherits)
}

const newFileFlags = constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW | constants.O_RDWR
const modeMask = { strip: 0o1777, keep: 0o7777 } as const

function writeAll(calls: WriteCalls, fd: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) {
    const length = calls.write(fd, bytes, at)
    invariant(length > 0, 'the kernel wrote nothing and named no error')
    at += length
  }
}

function giveXattrs(calls: WriteCalls, fd: number, file: NewFile, inherits: Inheritance): XattrsWritten {
  const { xattrs } = file.metadata
  const wanted = xattrs.state === 'known' ? kept(xattrs.lines, file.privileged) : []
  if (inherits === 'possible') dropInherited(calls, fd, wanted)
  const written = writeXattrs(calls, fd, wanted)
  return xattrs.state === 'known' ? written : 'unknown'
}

function kept(lines: readonly string[], privileged: NewFile['privileged']): readonly string[] {
  return privileged === 'keep' ? lines : lines.filter((line) => nameOfXattr(line) !== 'security.capability')
}

function dropInherited(calls: WriteCalls, fd: number, wanted: readonly string[]): void {
  const [fresh] = readXattrs(calls, [fd])
  if (fresh?.state !== 'known') return
  const isInherited = (line: string): boolean => nameOfXattr(line) === aclName
  const isWanted = wanted.some((line) => nameOfXattr(line) === aclName)
  if (!isWanted && fresh.lines.some(isInherited)) removeXattr(calls, fd, aclName)
}

const aclName = 'system.posix_acl_access'
