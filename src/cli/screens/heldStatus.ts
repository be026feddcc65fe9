import { formatDuration } from '../../domain/timeText.ts'
import type { HeldStatus } from '../../service/contract/status.ts'
import type { Screen } from '../output/screen.ts'
import { counted, formatCount } from '../text/numbers.ts'
import { safeText } from '../text/safeText.ts'
import { factLines } from './status.ts'

/** What `status` can say while another process holds the store: who, since when, how far, how to stop or wait. */
export function renderHeldStatus(held: HeldStatus, now: number, screen: Screen): readonly string[] {
  const since = `${screen.time(held.since, 'second')} ${screen.zone(held.since)}`
  const progress = held.scan === null ? [] : factLines('', progressFact(held, now), screen)
  return [
    ...factLines('RUNNING', `${safeText(held.what)}, pid ${String(held.pid)}, since ${since}`, screen),
    ...progress,
    ...factLines(
      '',
      `stop it: kill -INT ${String(held.pid)}        wait for it: holdfast --wait list`,
      screen,
    ),
    'The store is in use by that process; the rest of this page is available when it ends.',
  ]
}

function progressFact(held: HeldStatus, now: number): string {
  const { filesDone, filesExpected, findings, since } = held
  const files =
    filesExpected === null
      ? counted(filesDone, 'file')
      : `${formatCount(filesDone)} of about ${counted(filesExpected, 'file')}`
  const left = remainingMs(held, now - since)
  return [
    files,
    counted(findings, 'new finding'),
    ...(left === undefined ? [] : [`about ${formatDuration(left)} left`]),
  ].join(', ')
}

/** By the pace so far; undefined while there is none. */
function remainingMs({ filesDone, filesExpected }: HeldStatus, elapsedMs: number): number | undefined {
  if (filesExpected === null || filesDone === 0 || filesExpected <= filesDone) return undefined
  return (elapsedMs / filesDone) * (filesExpected - filesDone)
}
