import { systemCode } from '../../../domain/errors.ts'
import { lookAtFlags } from '../../read/internal/open.ts'
import type { WriteCalls } from '../calls.ts'
import type { Place } from '../place.ts'
import { pathAt } from '../place.ts'
import { changeFailure } from './failure.ts'

export interface Inode {
  readonly dev: number
  readonly ino: number
  readonly kind: 'file' | 'directory' | 'other'
}

/** What has the name now; undefined when nothing has. Nothing is opened for reading and no link is followed. */
export function inodeAt(calls: WriteCalls, place: Place): Inode | undefined {
  let fd: number | undefined
  try {
    fd = calls.open(pathAt(place), lookAtFlags, 0)
    const stats = calls.fstat(fd)
    const kind = stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : 'other'
    return { dev: stats.dev, ino: stats.ino, kind }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw changeFailure(calls, place, error)
  } finally {
    if (fd !== undefined) calls.close(fd)
  }
}

export function isSameInode(
  a: Pick<Inode, 'dev' | 'ino'> | undefined,
  b: Pick<Inode, 'dev' | 'ino'> | undefined,
): boolean {
  return a !== undefined && b !== undefined && a.ino === b.ino && a.dev === b.dev
}
