import { constants } from 'node:fs'
import { HoldfastError, systemCode } from '../../domain/errors.ts'
import type { ByteName } from '../../domain/path.ts'
import type { OpenDirectory } from '../read/directory.ts'
import { closeDirectory, openChild } from '../read/directory.ts'
import { directoryFlags, fdPath } from '../read/internal/open.ts'
import type { WriteCalls } from './calls.ts'
import { callFailure, changeFailure } from './internal/failure.ts'
import { syncNames } from './internal/syncNames.ts'
import { refusesOwner } from './owner.ts'
import type { Place } from './place.ts'
import { inStage, pathAt, shownAt } from './place.ts'
import type { Stage } from './stage.ts'

/** One directory to be made again. `mode` holds 07777. */
export interface ParentDirectory {
  readonly name: ByteName
  readonly mode: number
  readonly uid: number
  readonly gid: number
}

/** A free name in the stage, for the directory that is being made. */
export interface ParentMaking {
  readonly stage: Stage
  readonly stagedName: ByteName
}

/**
 * Opens `names` below `from` one after the other and makes those that are missing, with owner and mode, durably. Each is
 * finished in the stage and then renamed into place: nothing that its owner puts there meanwhile is changed. Follows no
 * link. The caller closes what it gets, and `from`. Throws HF_LINK_IN_PATH when something else has a name, HF_OPERATION_REFUSED
 * for root's directory in a tenant's, HF_IO.
 */
export function openParents(
  calls: WriteCalls,
  from: OpenDirectory,
  names: readonly ParentDirectory[],
  making: ParentMaking,
): OpenDirectory {
  let directory = reopen(calls, from)
  try {
    for (const parent of names) {
      const child = enterOrMake(calls, directory, parent, making)
      closeDirectory(directory)
      directory = child
    }
    return directory
  } catch (error) {
    closeDirectory(directory)
    throw error
  }
}

/** A descriptor of its own, so that every one on the way is closed alike. */
function reopen(calls: WriteCalls, directory: OpenDirectory): OpenDirectory {
  try {
    return { fd: calls.open(`${fdPath(directory.fd)}/.`, directoryFlags, 0), path: directory.path }
  } catch (error) {
    throw callFailure(directory.path, error)
  }
}

function enterOrMake(
  calls: WriteCalls,
  above: OpenDirectory,
  parent: ParentDirectory,
  making: ParentMaking,
): OpenDirectory {
  const there = openChild(above, parent.name)
  if (typeof there !== 'string') return there
  const place: Place = { directory: above, name: parent.name }
  if (there !== 'vanished') throw notADirectory(place)
  if (refusesOwner(calls, above, parent.uid)) throw rootsInTenants(place)
  makeDirectory(calls, place, parent, making)
  const made = openChild(above, parent.name)
  if (typeof made === 'string') throw notADirectory(place)
  return made
}

function makeDirectory(calls: WriteCalls, to: Place, parent: ParentDirectory, making: ParentMaking): void {
  const staged = inStage(making.stage, making.stagedName)
  try {
    removeLeftOver(calls, staged)
    calls.mkdir(pathAt(staged), 0o700)
    dressDirectory(calls, staged, parent)
    calls.rename(pathAt(staged), pathAt(to))
  } catch (error) {
    const code = systemCode(error)
    // Somebody was quicker; what he made is entered or refused like any other.
    if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOTDIR') {
      removeLeftOver(calls, staged)
      return
    }
    throw changeFailure(calls, to, error)
  }
  syncNames(calls, to.directory)
}

function removeLeftOver(calls: WriteCalls, staged: Place): void {
  try {
    calls.rmdir(pathAt(staged))
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error
  }
}

function dressDirectory(calls: WriteCalls, staged: Place, parent: ParentDirectory): void {
  const flags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW
  const fd = calls.open(pathAt(staged), flags, 0)
  try {
    const { uid, gid } = calls.fstat(fd)
    if (uid !== parent.uid || gid !== parent.gid) calls.fchown(fd, parent.uid, parent.gid)
    calls.fchmod(fd, parent.mode)
    calls.fsync(fd)
  } finally {
    calls.close(fd)
  }
}

function notADirectory(place: Place): HoldfastError {
  const shown = shownAt(place)
  return new HoldfastError('HF_LINK_IN_PATH', `${shown} is not a directory, and a link is not followed`, {
    facts: { path: shown },
  })
}

function rootsInTenants(place: Place): HoldfastError {
  const shown = shownAt(place)
  return new HoldfastError(
    'HF_OPERATION_REFUSED',
    `${shown} was root's, and the directory around it is not`,
    {
      facts: { path: shown },
    },
  )
}
