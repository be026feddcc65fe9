import type { Holdfast } from '../service/contract.ts'
import type { ActReport, ScanActRequest } from '../service/contract/act.ts'
import type { ScanReport, ScanRequest } from '../service/contract/scan.ts'
import type { ChangeMark } from '../service/contract/snapshots.ts'
import { withOpenStore } from './service.ts'
import type { ExitCode } from './baseCommand.ts'
import { incidentListing } from './json/incident.ts'
import { scanReportToJson } from './json/scan.ts'
import { afterActing } from './afterActing.ts'
import { progressLine } from './progress.ts'
import type { ProgressLine } from './progress.ts'
import { scanExitCode, styledExitCode } from './scanExit.ts'
import type { ExitStyle } from './scanExit.ts'
import { renderScan } from './screens/scan.ts'
import type { Session } from './session.ts'
import { widthMin } from './output/screen.ts'
import { listenForStop } from './stopSignal.ts'

export interface ScanWishes {
  readonly request: ScanRequest
  readonly failOn: 'malicious' | 'suspicious'
  readonly style: ExitStyle
  readonly progress: 'shown' | 'hidden'
  /** null = only report. */
  readonly act: Pick<ScanActRequest, 'action' | 'maxFiles'> | null
}

/** Scans with progress and Ctrl-C, prints the report, answers the exit code. */
export async function runScan(session: Session, wishes: ScanWishes): Promise<ExitCode> {
  const line = openProgress(session, wishes.progress)
  const stop = listenForStop(line.say)
  try {
    return await withOpenStore(session, 'when-absent', async (holdfast) => {
      const report = await followScan(holdfast, wishes.request, { line, signal: stop.signal })
      const acted = await actOn(holdfast, report, { act: wishes.act, signal: stop.signal })
      const code = scanExitCode({ report, failOn: wishes.failOn, stoppedBy: stop.stoppedBy() })
      const exitCode = styledExitCode(code, wishes.style, await changesFor(wishes.style, holdfast, report))
      printReport(session, { report, acted }, exitCode)
      return exitCode
    })
  } finally {
    stop.dispose()
  }
}

/** A scan that did not come to its end has no complete plan to count. */
async function actOn(
  holdfast: Holdfast,
  { scan }: ScanReport,
  { act, signal }: { readonly act: ScanWishes['act']; readonly signal: AbortSignal },
): Promise<ActReport | null> {
  const isEnded = scan.outcome === 'complete' || scan.outcome === 'incomplete'
  return act === null || !isEnded ? null : await holdfast.actOnScan({ scan: scan.id, ...act }, signal)
}

function openProgress(session: Session, progress: ScanWishes['progress']): ProgressLine {
  const { stderr } = process
  const write = (text: string): void => void stderr.write(text)
  const shown = progress === 'shown' && stderr.isTTY
  const columns = Math.max(widthMin, stderr.columns)
  return progressLine(shown ? { columns, write } : null, write, session.clock)
}

interface Following {
  readonly line: ProgressLine
  readonly signal: AbortSignal
}

async function followScan(
  holdfast: Holdfast,
  request: ScanRequest,
  following: Following,
): Promise<ScanReport> {
  const run = holdfast.scan(request, following.signal)
  try {
    const [report] = await Promise.all([run.result, drawProgress(run.progress, following.line)])
    return report
  } finally {
    following.line.clear()
  }
}

async function drawProgress(
  progress: ReturnType<Holdfast['scan']>['progress'],
  line: ProgressLine,
): Promise<void> {
  for await (const step of progress) line.update(step)
}

/** Only aide's codes speak of changes; nobody else pays for the diffs. */
async function changesFor(
  style: ExitStyle,
  holdfast: Holdfast,
  report: ScanReport,
): Promise<readonly ChangeMark[]> {
  if (style !== 'aide') return []
  const marks: ChangeMark[] = []
  for (const { id } of report.scan.snapshots.filter(({ changed }) => changed)) {
    const parent = report.snapshots.find((snapshot) => snapshot.id === id)?.parent
    if (parent === undefined || parent === null) continue
    const { changes } = await holdfast.snapshotDiff({ from: parent, to: id })
    marks.push(...new Set(changes.map(({ mark }) => mark)))
  }
  return marks
}

function printReport(session: Session, { report, acted }: ScanAnswer, exitCode: ExitCode): void {
  const { store: storePath } = session.open
  const after = acted === null ? report : afterActing(report, acted)
  session.print({
    screen: (screen) => renderScan(after, { storePath, exitCode, acted }, screen),
    json: () => scanReportToJson(after, acted),
    listing: incidentListing(after.incidents),
  })
}

interface ScanAnswer {
  readonly report: ScanReport
  readonly acted: ActReport | null
}
