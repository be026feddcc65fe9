import { constants } from 'node:fs'
import type { Stats } from 'node:fs'
import { HoldfastError, invariant, systemCode } from '../../../domain/errors.ts'
import type { FileStat } from '../../../domain/fileStat.ts'
import { kindOfMode } from '../../../domain/fileStat.ts'
import type { ByteName } from '../../../domain/path.ts'
import { toFsPath } from '../../../domain/path.ts'

/** Linux value on every CPU that Node runs on; not in fs.constants. An O_PATH descriptor reads nothing and starts no device. */
const O_PATH = 0o10000000

export const lookAtFlags = O_PATH | constants.O_NOFOLLOW
export const directoryFlags = O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW

/**
 * For opening `/proc/self/fd/N` of an O_PATH descriptor that fstat has shown to be a regular file: the same inode,
 * whatever its name means by now. O_NONBLOCK keeps a file lease of its owner from holding us for 45 s.
 */
export const readFlags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY

/** `/proc/self/fd/<fd>/<name>`: openat() by other means. A ByteName has no slash and is not `..`, so it stays inside. */
export function childPath(directoryFd: number, name: ByteName): string | Buffer {
  return toFsPath(`/proc/self/fd/${directoryFd}/${name}`)
}

export function fdPath(fd: number): string {
  return `/proc/self/fd/${fd}`
}

/** What may happen to one name on a busy or hostile server: expected, and therefore data. */
export type FileFailure = 'vanished' | 'not-a-directory' | 'unreadable'

/** The failure behind a system error of one name. Throws HF_IO for what is our own trouble (no descriptors, no memory). */
export function fileFailure(error: unknown): FileFailure {
  const code = systemCode(error)
  if (code === undefined) throw error
  if (code === 'ENOENT') return 'vanished'
  if (code === 'ENOTDIR' || code === 'ELOOP') return 'not-a-directory'
  if (ownTrouble.has(code)) throw new HoldfastError('HF_IO', `cannot open files: ${code}`, { cause: error })
  return 'unreadable'
}

const ownTrouble = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'EBADF'])

export function fileStatOf(stats: Stats): FileStat {
  const kind = kindOfMode(stats.mode)
  invariant(kind !== undefined, 'the kernel named a file type that Linux does not have', { mode: stats.mode })
  return {
    kind,
    ino: stats.ino,
    size: stats.size,
    mtimeMs: stats.mtimeMs,
    ctimeMs: stats.ctimeMs,
    mode: stats.mode & 0o7777,
    uid: stats.uid,
    gid: stats.gid,
    nlink: stats.nlink,
  }
}
