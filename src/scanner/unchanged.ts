import { createHmac } from 'node:crypto'
import { indexPageEntriesMax, rereadDaysMin, rereadDaysSpread } from '../domain/limits.ts'
import type { BytePath } from '../domain/path.ts'
import type { DirectoryRow } from '../index/directoryRow.ts'
import { lstatIn } from '../fsafe/read/lstat.ts'
import type { Frame, Met } from './frame.ts'
import { subjectKey } from './ledger.ts'
import type { ScanState } from './scanState.ts'

/**
 * decision 15 and 17: the row stands for the content when every stat fact matches, the row was written after a sync
 * that makes that a proof, and the last full read is not too long ago. `notable` means unchanged, but its verdict is
 * new (rules changed), so the file is assessed again.
 */
export function compareEntry(
  state: ScanState,
  row: DirectoryRow,
  met: Met,
): 'unchanged' | 'notable' | 'read' {
  if (state.request.distrust === 'index') return 'read'
  const page = row.page(met.known)
  const at = met.known % indexPageEntriesMax
  if (!page.matches(at, met.stat) || !page.trusted(at)) return 'read'
  if (isDue(state, page.readDay(at), met.path)) return 'read'
  const { notable, due } = state.rejudged
  if (notable.size === 0 && due.size === 0) return 'unchanged'
  const { oid, fileClass } = page.entry(at)
  if (oid === null) return 'unchanged'
  const key = subjectKey({ oid, fileClass })
  if (due.has(key)) return 'read'
  return notable.has(key) ? 'notable' : 'unchanged'
}

/**
 * compareEntry for a regular file of the row, from its name alone and without a path: true when it is unchanged and there is
 * nothing more to it. False says nothing; compareEntry then decides. The bytes of the file when true.
 */
export function passUnchanged(state: ScanState, frame: Frame, known: number): number | undefined {
  const { row } = frame
  if (row === undefined) return undefined
  const page = row.page(known)
  const at = known % indexPageEntriesMax
  if (!page.isReadFile(at) || !page.trusted(at)) return undefined
  const age = state.today - page.readDay(at)
  if (age < 0 || age >= rereadDaysMin) return undefined
  const stat = lstatIn(frame.path, page.name(at))
  return typeof stat !== 'string' && page.matches(at, stat) ? stat.size : undefined
}

/** Whether passUnchanged may stand for the whole comparison in this run: nothing asks for the path or the verdict of a file. */
export function mayPass(state: ScanState, frame: Frame): boolean {
  const { notable, due } = state.rejudged
  return (
    frame.row?.header.mount === frame.mount &&
    state.request.distrust !== 'index' &&
    state.request.excluded === null &&
    state.mounts.below.size === 0 &&
    notable.size === 0 &&
    due.size === 0
  )
}

/** Spread over a week by a keyed hash of the path, so that nobody outside can tell the day. */
function isDue(state: ScanState, readDay: number, path: BytePath): boolean {
  const age = state.today - readDay
  // Read on a day that has not come: the clock was wrong then, and would keep the file unread until that day.
  if (age < 0) return true
  if (age < rereadDaysMin) return false
  const digest = createHmac('sha256', state.context.store.secret).update(path, 'latin1').digest()
  return age >= rereadDaysMin + (digest.readUInt32BE(0) % rereadDaysSpread)
}
