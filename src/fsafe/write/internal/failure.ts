import { displayPath } from '../../../domain/displayPath.ts'
import { HoldfastError, systemCode } from '../../../domain/errors.ts'
import type { BytePath } from '../../../domain/path.ts'
import { joinPath } from '../../../domain/path.ts'
import { fdPath, lookAtFlags } from '../../read/internal/open.ts'
import type { WriteCalls } from '../calls.ts'
import type { Place } from '../place.ts'
import { pathAt, shownAt } from '../place.ts'

/**
 * What a failed change of `place` means. Says HF_IMMUTABLE when the file or its directory is marked so, since root meets
 * EPERM for that reason and people look for permissions instead.
 */
export function changeFailure(calls: WriteCalls, place: Place, error: unknown): unknown {
  const code = systemCode(error)
  if (code === 'EPERM') {
    const marked = immutablePart(calls, place)
    if (marked !== undefined) return immutable(place, marked, error)
  }
  return callFailure(joinPath(place.directory.path, place.name), error)
}

/** HF_DISK_FULL or HF_IO for a system error at `path`; anything else as it is. */
export function callFailure(path: BytePath, error: unknown): unknown {
  const code = systemCode(error)
  if (code === undefined || error instanceof HoldfastError) return error
  const shown = displayPath(path)
  const detail = { facts: { path: shown, code }, cause: error }
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new HoldfastError('HF_DISK_FULL', `no space left to write ${shown}`, detail)
  }
  return new HoldfastError('HF_IO', `${shown} cannot be changed: ${code}`, detail)
}

/** A directory took the name: it is not ours to remove. */
export function inTheWay(place: Place): HoldfastError {
  const shown = shownAt(place)
  return new HoldfastError('HF_CHANGED_SINCE', `${shown} is taken by a directory and was not changed`, {
    facts: { path: shown },
  })
}

export function directoryGone(place: Place): HoldfastError {
  const shown = displayPath(place.directory.path)
  return new HoldfastError('HF_NO_SUCH_PATH', `${shown} was removed meanwhile`, {
    facts: { path: shownAt(place) },
  })
}

type ImmutablePart = 'file' | 'directory'

/** access(2) refuses everybody who wants to write to an immutable inode, before it looks at any permission. */
function immutablePart(calls: WriteCalls, place: Place): ImmutablePart | undefined {
  if (isImmutable(calls, fdPath(place.directory.fd))) return 'directory'
  let fd: number | undefined
  try {
    fd = calls.open(pathAt(place), lookAtFlags, 0)
    return isImmutable(calls, fdPath(fd)) ? 'file' : undefined
  } catch {
    // It only words the message: the refusal itself stands.
    return undefined
  } finally {
    if (fd !== undefined) calls.close(fd)
  }
}

function isImmutable(calls: WriteCalls, path: string): boolean {
  try {
    calls.mayWrite(path)
    return false
  } catch (error) {
    return systemCode(error) === 'EPERM'
  }
}

function immutable(place: Place, part: ImmutablePart, cause: unknown): HoldfastError {
  const shown = part === 'file' ? shownAt(place) : displayPath(place.directory.path)
  return new HoldfastError('HF_IMMUTABLE', `${shown} is marked immutable and was not changed`, {
    facts: { path: shownAt(place), part },
    hint: 'look why, then remove the mark with chattr -i',
    cause,
  })
}
