import type { ScanReport } from '../service/contract/scan.ts'
import type { ChangeMark } from '../service/contract/snapshots.ts'
import type { ExitCode } from './baseCommand.ts'
import { exitCodeOfSignal } from './stopSignal.ts'
import type { StopSignal } from './stopSignal.ts'

/** Whose exit codes a script expects. */
export const exitStyles = ['holdfast', 'clamav', 'maldet', 'aide', 'zero'] as const
export type ExitStyle = (typeof exitStyles)[number]

export interface ScanExitQuestion {
  readonly report: ScanReport
  readonly failOn: 'malicious' | 'suspicious'
  readonly stoppedBy: StopSignal | null
}

/** 130 or 143 when stopped, 1 for an open malicious incident, 3 for anything unread or undecided, else 0. */
export function scanExitCode({ report, failOn, stoppedBy }: ScanExitQuestion): ExitCode {
  const { scan, incidents, undecided } = report
  if (scan.outcome === 'interrupted' && stoppedBy !== null) return exitCodeOfSignal(stoppedBy)
  const isFound = incidents.some(
    ({ status }) => status === 'infected' || (failOn === 'suspicious' && status === 'suspicious'),
  )
  if (isFound) return 1
  return scan.outcome === 'complete' && undecided.length === 0 ? 0 : 3
}

type Translated = Readonly<Record<0 | 1 | 3, ExitCode>> & { readonly failed: ExitCode | 'same' }

/** What clean, found, incomplete and failed are called by others; maldet's 2 means hits, so a failure must not be 2. */
const otherCodes: Readonly<Record<'clamav' | 'maldet' | 'zero', Translated>> = {
  clamav: { 0: 0, 1: 1, 3: 2, failed: 2 },
  maldet: { 0: 0, 1: 2, 3: 1, failed: 1 },
  zero: { 0: 0, 1: 0, 3: 0, failed: 'same' },
}

/** The same result in the codes of another scanner, a signal excepted; `changes` are the marks against the snapshot before. */
export function styledExitCode(code: ExitCode, style: ExitStyle, changes: readonly ChangeMark[]): ExitCode {
  if (style === 'holdfast' || code > 128) return code
  if (style === 'aide') return aideCode(code, changes)
  const translated = otherCodes[style]
  if (code === 0 || code === 1 || code === 3) return translated[code]
  return translated.failed === 'same' ? code : translated.failed
}

/** 1 for new, 2 for removed, 4 for changed files, added up; 18 is what aide answers when it could not read. */
function aideCode(code: ExitCode, changes: readonly ChangeMark[]): ExitCode {
  if (code !== 0 && code !== 1 && code !== 3) return code
  if (code === 3) return 18
  const changed = changes.some((mark) => mark === 'M' || mark === 'T' || mark === '?')
  return (changes.includes('A') ? 1 : 0) + (changes.includes('D') ? 2 : 0) + (changed ? 4 : 0)
}
