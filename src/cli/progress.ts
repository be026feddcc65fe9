import type { Clock } from '../domain/clock.ts'
import { unreachable } from '../domain/errors.ts'
import { formatDuration } from '../domain/timeText.ts'
import type { ScanProgress } from '../service/contract/scan.ts'
import { counted, formatBytes, formatCount } from './text/numbers.ts'
import { takeWidth } from './text/width.ts'

/** A terminal line that is drawn over itself. */
export interface ProgressLine {
  readonly update: (progress: ScanProgress) => void
  /** A line of its own above the progress. */
  readonly say: (text: string) => void
  readonly clear: () => void
}

export interface Terminal {
  readonly columns: number
  readonly write: (text: string) => void
}

const eraseLine = '\r\u001b[K'

/** Progress on `terminal`; with null nothing is drawn and `say` goes to `write`. */
export function progressLine(
  terminal: Terminal | null,
  write: (text: string) => void,
  clock: Pick<Clock, 'now'>,
): ProgressLine {
  if (terminal === null) {
    return {
      update: () => undefined,
      say: (text) => {
        write(`${text}\n`)
      },
      clear: () => undefined,
    }
  }
  return {
    update: (progress) => {
      const text = progressText(progress, clock.now() - progress.startedAt)
      terminal.write(eraseLine + takeWidth(text, terminal.columns - 1))
    },
    say: (text) => {
      terminal.write(`${eraseLine}${text}\n`)
    },
    clear: () => {
      terminal.write(eraseLine)
    },
  }
}

/** `12,345 of about 24,118 files, 210.0 MB read (30.1 MB/s), 3 findings, about 11 s left` */
export function progressText(progress: ScanProgress, elapsedMs: number): string {
  const { filesDone, filesExpected, bytesRead, findings } = progress
  const files =
    filesExpected === null
      ? counted(filesDone, 'file')
      : `${formatCount(filesDone)} of about ${counted(filesExpected, 'file')}`
  const perSecond = elapsedMs < 1 ? 0 : (bytesRead / elapsedMs) * 1000
  const remaining = remainingMs(progress, elapsedMs)
  return [
    `${phaseWords(progress.phase)}${files}`,
    `${formatBytes(bytesRead)} read (${formatBytes(Math.round(perSecond))}/s)`,
    counted(findings, 'finding'),
    ...(remaining === undefined ? [] : [`about ${formatDuration(remaining)} left`]),
  ].join(', ')
}

function phaseWords(phase: ScanProgress['phase']): string {
  switch (phase) {
    case 'rejudging':
      return 'rules changed, judging kept contents again: '
    case 'walking':
      return ''
    case 'finishing':
      return 'writing the snapshot: '
    default:
      return unreachable(phase)
  }
}

/** By the pace so far; undefined while there is none, or when more files turn up than the last scan had. */
function remainingMs(
  { phase, filesDone, filesExpected }: ScanProgress,
  elapsedMs: number,
): number | undefined {
  if (phase !== 'walking' || filesExpected === null || filesDone === 0) return undefined
  return filesExpected > filesDone ? (elapsedMs / filesDone) * (filesExpected - filesDone) : undefined
}
