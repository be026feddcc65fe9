import { HoldfastError, systemCode } from '../../domain/errors.ts'
import type { ByteName, BytePath } from '../../domain/path.ts'
import { isByteName, joinPath, rootPath } from '../../domain/path.ts'
import type { OpenDirectory } from '../read/directory.ts'
import { closeDirectory, openChild, tryOpenDirectory } from '../read/directory.ts'
import { fdPath } from '../read/internal/open.ts'
import { mountOf, readMountTable } from '../read/mounts.ts'
import type { WriteCalls } from './calls.ts'
import { callFailure } from './internal/failure.ts'
import { syncNames } from './internal/syncNames.ts'
import type { Place } from './place.ts'
import { pathAt, shownAt } from './place.ts'
import { readXattrs, removeXattr } from './xattrs.ts'

/**
 * The one directory per filesystem in which files are made ready and kept while they change. Nobody but us can look into
 * it, so the names in it stay what we made them. Whoever opened it closes it.
 */
export interface Stage {
  readonly kind: 'stage'
  readonly directory: OpenDirectory
}

/** Why there can be no stage below a directory; the caller acts in copy mode then, and says so. */
export interface StageRefusal {
  readonly kind: 'refused'
  readonly reason: 'not-ours' | 'writable-by-others' | 'read-only' | 'no-space'
}

/** A walk enters it like any other directory: leaving out a name would give everybody a place to hide in. */
const stageName = '.holdfast-stage' as ByteName

/**
 * The top directory of the mount that holds `path`, as this process sees it: rename() does not leave a mount, not even
 * towards another one of the same filesystem (decision 37).
 */
export function stageTopOf(path: BytePath): BytePath {
  return mountOf(readMountTable(), path)?.point ?? rootPath
}

/**
 * Opens the stage below `top` and makes it when there is none, durably. `top` must be root's or our own and nobody else
 * may write there, or its owner could put another directory in the place of the stage. Root's stage refuses everybody
 * else. Throws HF_STAGE_UNSAFE when something that is not ours has the name of the stage, HF_IO.
 */
export function openStage(calls: WriteCalls, top: BytePath): Stage | StageRefusal {
  const above = tryOpenDirectory(top)
  if (typeof above === 'string') return { kind: 'refused', reason: 'not-ours' }
  try {
    return refusalOf(calls, above) ?? makeStage(calls, above) ?? enterStage(calls, above)
  } catch (error) {
    throw callFailure(joinPath(top, stageName), error)
  } finally {
    closeDirectory(above)
  }
}

export function closeStage(stage: Stage): void {
  closeDirectory(stage.directory)
}

/** What lies in the stage, bytewise sorted: after a crash, what has to be finished or put back. */
export function listStaged(calls: WriteCalls, stage: Stage): readonly ByteName[] {
  try {
    return calls.readdir(fdPath(stage.directory.fd)).filter(isByteName).sort()
  } catch (error) {
    throw callFailure(stage.directory.path, error)
  }
}

function refusalOf(calls: WriteCalls, top: OpenDirectory): StageRefusal | undefined {
  const { uid, mode } = calls.fstat(top.fd)
  if (uid !== 0 && uid !== ownUid()) return { kind: 'refused', reason: 'not-ours' }
  // An ACL that lets others write shows in the group bits.
  if ((mode & 0o022) !== 0) return { kind: 'refused', reason: 'writable-by-others' }
  return undefined
}

function makeStage(calls: WriteCalls, top: OpenDirectory): StageRefusal | undefined {
  try {
    calls.mkdir(pathAt(stagePlace(top)), 0o700)
  } catch (error) {
    const code = systemCode(error)
    if (code === 'EEXIST') return undefined
    const reason = code === undefined ? undefined : reasonByCode[code]
    if (reason === undefined) throw callFailure(joinPath(top.path, stageName), error)
    return { kind: 'refused', reason }
  }
  syncNames(calls, top)
  return undefined
}

const reasonByCode: Readonly<Record<string, StageRefusal['reason']>> = {
  EROFS: 'read-only',
  ENOSPC: 'no-space',
  EDQUOT: 'no-space',
  EACCES: 'not-ours',
  EPERM: 'not-ours',
}

function enterStage(calls: WriteCalls, top: OpenDirectory): Stage | StageRefusal {
  const directory = openChild(top, stageName)
  if (typeof directory === 'string') throw unsafe(top, 'it is not a directory')
  try {
    const [above, stats] = [calls.fstat(top.fd), calls.fstat(directory.fd)]
    if (stats.uid !== ownUid()) {
      if (stats.uid !== 0) throw unsafe(top, 'it belongs to somebody else')
      closeDirectory(directory)
      return { kind: 'refused', reason: 'not-ours' }
    }
    if ((stats.mode & 0o077) !== 0) throw unsafe(top, 'others may look into it')
    if (stats.dev !== above.dev) throw unsafe(top, 'another filesystem is mounted on it')
    if ((stats.mode & 0o700) !== 0o700) calls.chmod(fdPath(directory.fd), 0o700)
    dropAcl(calls, directory)
    return { kind: 'stage', directory }
  } catch (error) {
    closeDirectory(directory)
    throw error
  }
}

/** A default ACL of the directory above is inherited, and every staged file would inherit it again. */
function dropAcl(calls: WriteCalls, directory: OpenDirectory): void {
  const [xattrs] = readXattrs(calls, [directory.fd])
  if (xattrs?.state !== 'known') return
  for (const name of ['system.posix_acl_default', 'system.posix_acl_access']) {
    if (xattrs.lines.some((line) => line.startsWith(`${name}=`))) removeXattr(calls, directory.fd, name)
  }
}

function stagePlace(top: OpenDirectory): Place {
  return { directory: top, name: stageName }
}

function ownUid(): number {
  return process.geteuid?.() ?? -1
}

function unsafe(top: OpenDirectory, why: string): HoldfastError {
  const path = shownAt(stagePlace(top))
  return new HoldfastError('HF_STAGE_UNSAFE', `${path} is not the stage of holdfast: ${why}`, {
    facts: { path },
    hint: 'look what it is, and move it away: holdfast makes its own',
  })
}
