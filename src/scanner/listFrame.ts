import type { FileStat } from '../domain/fileStat.ts'
import { racySlackMs } from '../domain/limits.ts'
import type { ByteName } from '../domain/path.ts'
import { statDirectory } from '../fsafe/read/directory.ts'
import { lstatPath } from '../fsafe/read/lstat.ts'
import { listNames } from '../fsafe/read/listNames.ts'
import { openFrame, type Frame } from './frame.ts'
import { type ScanState, skip } from './scanState.ts'

/**
 * The names of a directory, sorted bytewise; 'same' when the row's own names stand (decision 16: its inode and times
 * match and it was listed clearly after its last change), 'failed' when it cannot be looked at now.
 */
export function listFrame(
  state: ScanState,
  frame: Frame,
  stat: FileStat,
): readonly ByteName[] | 'same' | 'failed' {
  if (isListingCurrent(state, frame, stat)) return 'same'
  const listedAt = state.context.clock.now()
  const directory = openFrame(frame)
  if (typeof directory === 'string') return fail(state, frame, directory)
  const opened = statDirectory(directory)
  const listing = listNames(directory)
  if (typeof listing === 'string') return fail(state, frame, listing)
  for (let i = 0; i < listing.surplus; i += 1) skip(state, frame.path, 'surplus')
  const settled = state.mounts.trusted.has(frame.mount) && opened.ctimeMs + racySlackMs < listedAt
  const isWhole = listing.surplus === 0
  frame.header = {
    ino: opened.ino,
    mtimeMs: opened.mtimeMs,
    ctimeMs: opened.ctimeMs,
    listingTrusted: settled && isWhole,
  }
  return listing.names
}

const skipReasons = {
  vanished: 'vanished',
  unreadable: 'directory-unreadable',
  'not-a-directory': 'unstable',
} as const

function isListingCurrent(state: ScanState, frame: Frame, stat: FileStat): boolean {
  const header = frame.row?.header
  if (header === undefined || !header.listingTrusted || state.request.distrust === 'index') return false
  return (
    header.ctimeMs === stat.ctimeMs &&
    header.mtimeMs === stat.mtimeMs &&
    header.ino === stat.ino &&
    header.mount === frame.mount
  )
}

/** A directory that is gone since its parent was listed is not a gap; one that something else stands in for now is. */
function fail(
  state: ScanState,
  frame: Frame,
  failure: 'vanished' | 'unreadable' | 'not-a-directory',
): 'failed' {
  // It is back already: whoever can watch the scan must not make it look complete.
  const isPassing = failure === 'vanished' && lstatPath(frame.path) !== 'vanished'
  skip(state, frame.path, isPassing ? 'unstable' : skipReasons[failure])
  return 'failed'
}
