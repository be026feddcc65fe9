import { displayPath } from '../domain/displayPath.ts'
import { HoldfastError } from '../domain/errors.ts'
import { vanishedFilesMin, vanishedShareMax } from '../domain/limits.ts'
import type { ByteName, BytePath } from '../domain/path.ts'
import { readDirectory } from '../index/readDirectory.ts'
import { dropEntry, pathIn, type Frame } from './frame.ts'
import type { RootWalk, ScanState } from './scanState.ts'

/** Removes an entry of the row that is no longer there, and counts the files that went with it (decision 27). */
export async function removeEntry(state: ScanState, walk: RootWalk, frame: Frame, known: number): Promise<void> {
  const entry = dropEntry(frame, known)
  if (entry?.stat.kind === 'file') countVanished(walk, 1)
  if (entry?.stat.kind === 'directory') await forgetTotals(state, walk, frame, entry.name)
}

/** Takes the totals of a directory that is gone out of its parent's; its rows are dropped as the cursor passes them. */
export async function forgetTotals(state: ScanState, walk: RootWalk, frame: Frame, name: ByteName): Promise<void> {
  const row = await readDirectory(state.context.store.meta, pathIn(frame, name))
  if (row === undefined) return
  frame.filesDelta -= row.header.files
  frame.bytesDelta -= row.header.bytes
  countVanished(walk, row.header.files)
}

export function countVanished(walk: RootWalk, files: number): void {
  walk.vanish.count += files
  if (walk.vanish.count > walk.vanish.max) throw mostlyGone(walk)
}

/** The most files that may vanish from a root of this size in one scan. */
export function vanishedMax(filesBefore: number, changedRoot: 'refuse' | 'accept'): number {
  return changedRoot === 'accept' ? Number.POSITIVE_INFINITY : Math.max(vanishedFilesMin, filesBefore * vanishedShareMax)
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
