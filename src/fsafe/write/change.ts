import { HoldfastError, systemCode } from '../../domain/errors.ts'
import type { ByteName } from '../../domain/path.ts'
import type { OpenDirectory } from '../read/directory.ts'
import type { WriteCalls } from './calls.ts'
import type { Captured } from './capture.ts'
import { captureFile } from './capture.ts'
import { changeFailure, directoryGone, inTheWay } from './internal/failure.ts'
import { inodeAt, isSameInode } from './internal/inodeAt.ts'
import type { NewFile } from './internal/makeFile.ts'
import { makeFileAnew } from './internal/makeFile.ts'
import { syncNames } from './internal/syncNames.ts'
import type { Place } from './place.ts'
import { inStage, pathAt, shownAt } from './place.ts'
import type { Stage } from './stage.ts'
import type { XattrsWritten } from './xattrs.ts'

/*
 * The steps of an operation between a web root and the stage. Each can be repeated after a crash and does then what is
 * left of it. Names are not durable before syncDirectory of both directories. Each throws HF_IMMUTABLE, HF_DISK_FULL or
 * HF_IO.
 */

/** `elsewhere`: not on the filesystem of the stage, or of another quota project: act in copy mode. */
export type MovedOut = 'moved' | 'absent' | 'elsewhere'
/** `not-linkable`: elsewhere, or the filesystem has no more or no hard links for it. */
export type LinkedOut = 'linked' | 'absent' | 'not-linkable'

/**
 * Writes `file` into the stage, synced, so that moving it into place is all that is left. A file of that name goes: give
 * the name to nothing but what this function makes.
 */
export function stageFile(calls: WriteCalls, stage: Stage, name: ByteName, file: NewFile): XattrsWritten {
  const place = inStage(stage, name)
  try {
    return makeFileAnew(calls, place, file, 'none')
  } catch (error) {
    throw changeFailure(calls, place, error)
  }
}

/**
 * Takes whatever `from` names now, of any type, out of the site. What was judged may have been replaced since: the caller
 * looks at what came (captureStaged). `moved` without a move when the stage has that name already.
 */
export function moveToStage(calls: WriteCalls, from: Place, stage: Stage, stagedName: ByteName): MovedOut {
  const staged = inStage(stage, stagedName)
  // rename() would replace what an earlier attempt brought in, perhaps the only copy there is.
  if (inodeAt(calls, staged) !== undefined) return 'moved'
  try {
    calls.rename(pathAt(from), pathAt(staged))
    return 'moved'
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT') return 'absent'
    if (code === 'EXDEV') return 'elsewhere'
    throw changeFailure(calls, from, error)
  }
}

/** A second name in the stage for the file at `from`, which stays there. `linked` when the stage has that name already. */
export function linkToStage(calls: WriteCalls, from: Place, stage: Stage, stagedName: ByteName): LinkedOut {
  try {
    calls.link(pathAt(from), pathAt(inStage(stage, stagedName)))
    return 'linked'
  } catch (error) {
    const code = systemCode(error)
    if (code === 'EEXIST') return 'linked'
    if (code === 'ENOENT') return 'absent'
    if (code !== undefined && noLinkCodes.has(code)) return 'not-linkable'
    const failure = changeFailure(calls, from, error)
    if (code === 'EPERM' && !isImmutableFailure(failure)) return 'not-linkable'
    throw failure
  }
}

/**
 * Renames a staged file over `to`, so that the site has a file at every moment. What `to` names at that moment is gone,
 * and between a look and this call its owner can have put another file there: use it where losing that is allowed, and
 * replaceInPlace where not. Done already when the stage has no such name. Throws HF_CHANGED_SINCE when a directory is in
 * the way, HF_NO_SUCH_PATH when the directory of `to` is gone.
 */
export function moveIntoPlace(calls: WriteCalls, stage: Stage, stagedName: ByteName, to: Place): void {
  const staged = inStage(stage, stagedName)
  try {
    calls.rename(pathAt(staged), pathAt(to))
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT') {
      if (inodeAt(calls, staged) === undefined) return
      throw directoryGone(to)
    }
    if (code !== undefined && inTheWayCodes.has(code)) throw inTheWay(to)
    throw changeFailure(calls, to, error)
  }
}

/**
 * Gives a staged file the name `to` if nothing has it; the staged name stays. `put` also when it is there already. A
 * directory, which has no second name, is moved. Throws HF_NO_SUCH_PATH when the directory of `to` is gone.
 */
export function linkIntoPlace(
  calls: WriteCalls,
  stage: Stage,
  stagedName: ByteName,
  to: Place,
): 'put' | 'occupied' {
  const staged = inStage(stage, stagedName)
  const inode = inodeAt(calls, staged)
  if (inode === undefined) return putBefore(calls, staged, to)
  try {
    if (inode.kind === 'directory') calls.rename(pathAt(staged), pathAt(to))
    else calls.link(pathAt(staged), pathAt(to))
    return 'put'
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT') throw directoryGone(to)
    if (code === undefined || !inTheWayCodes.has(code)) throw changeFailure(calls, to, error)
    return isSameInode(inode, inodeAt(calls, to)) ? 'put' : 'occupied'
  }
}

export function captureStaged(calls: WriteCalls, stage: Stage, stagedName: ByteName): Captured {
  return captureFile(calls, stage.directory, stagedName)
}

/** Takes a name out of the stage, whatever it is; nothing happens when it is not there. */
export function dropStaged(calls: WriteCalls, stage: Stage, stagedName: ByteName): void {
  const place = inStage(stage, stagedName)
  try {
    calls.unlink(pathAt(place))
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw changeFailure(calls, place, error)
  }
}

/** Makes the names in a directory durable. */
export function syncDirectory(calls: WriteCalls, directory: OpenDirectory): void {
  syncNames(calls, directory)
}

/** Where a directory is moved, and after dropStaged, an earlier attempt has left nothing to do. */
function putBefore(calls: WriteCalls, staged: Place, to: Place): 'put' {
  if (inodeAt(calls, to) !== undefined) return 'put'
  const shown = shownAt(staged)
  throw new HoldfastError('HF_NO_SUCH_PATH', `${shown} is not there to be put in place`, {
    facts: { path: shown },
  })
}

function isImmutableFailure(failure: unknown): boolean {
  return failure instanceof HoldfastError && failure.code === 'HF_IMMUTABLE'
}

const noLinkCodes = new Set(['EXDEV', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])
const inTheWayCodes = new Set(['EEXIST', 'ENOTEMPTY', 'EISDIR', 'ENOTDIR'])
