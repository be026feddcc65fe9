import { displayPath } from '../domain/displayPath.ts'
import { HoldfastError } from '../domain/errors.ts'
import { vanishedFilesMin, vanishedShareMax } from '../domain/limits.ts'
import type { BytePath } from '../domain/path.ts'
import { subtreeOf } from './finishDirectory.ts'
import { dropEntry, type Frame, type RootWalk } from './frame.ts'

/**
 * Removes an entry of the row that is no longer there, and counts the files that went with it (decision 27). The rows
 * of a directory that is gone are dropped as the cursor passes them.
 */
export function removeEntry(frame: Frame, known: number): void {
  const entry = dropEntry(frame, known)
  countVanished(frame.walk, entry?.stat.kind === 'file' ? 1 : subtreeOf(entry).files)
}

/** Something else stands in the place of a known directory: the files that were in it went with it. */
export function countReplaced(frame: Frame, known: number): void {
  if (known === -1) return
  const before = frame.row?.entry(known)
  if (before?.stat.kind === 'directory') countVanished(frame.walk, subtreeOf(before).files)
}

function countVanished(walk: RootWalk, files: number): void {
  walk.vanish.count += files
  if (walk.vanish.count > walk.vanish.max) throw mostlyGone(walk)
}

/** The most files that may vanish from a root of this size in one scan. */
export function vanishedMax(filesBefore: number, changedRoot: 'refuse' | 'accept'): number {
  return changedRoot === 'accept'
    ? Number.POSITIVE_INFINITY
    : Math.max(vanishedFilesMin, filesBefore * vanishedShareMax)
}

export function rootChanged(path: BytePath, what: string): HoldfastError {
  const shown = displayPath(path)
  return new HoldfastError('HF_ROOT_CHANGED', `${shown} ${what}; nothing was recorded`, {
    facts: { root: shown },
    hint: 'is a disk not mounted? if the change is meant: add --accept-root',
  })
}

function mostlyGone(walk: RootWalk): HoldfastError {
  return rootChanged(walk.root, 'lost more than half of its files since the last scan')
}
