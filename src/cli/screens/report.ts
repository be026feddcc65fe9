import { displayPath } from '../../domain/displayPath.ts'
import { unreachable } from '../../domain/errors.ts'
import { formatScanId } from '../../domain/incident.ts'
import { screenPathsMax } from '../../domain/limits.ts'
import { makesIncomplete, type SkipReason } from '../../domain/skip.ts'
import type { ReportScope, SiteReport } from '../../service/contract/report.ts'
import type { Screen } from '../output/screen.ts'
import { counted, formatCount } from '../text/numbers.ts'
import { wrapWords } from '../text/wrap.ts'
import { renderIncidents } from './incidents.ts'
import { rulesLine } from './scan.ts'
import { titleLine } from './status.ts'
import { countedSkips, limitWords, scanOutcomeWords } from './words.ts'

/** The page as text, e.g. for the body of a mail. */
export function renderReport(report: SiteReport, screen: Screen): readonly string[] {
  const { incidents, total } = report
  const cut =
    total > incidents.length ? [`${formatCount(incidents.length)} of ${formatCount(total)} shown.`] : []
  return [
    titleLine(report, screen),
    reportTitle(report.scope),
    '',
    reportAnswer(report),
    ...(incidents.length === 0 ? [] : ['', ...renderIncidents(incidents, screen), ...cut]),
    '',
    ...reportGaps(report, screen).flatMap((line) => wrapWords(line, screen.width)),
    ...reportProof(report).flatMap((line) => wrapWords(line, screen.width)),
  ]
}

export function reportTitle(scope: ReportScope): string {
  switch (scope.kind) {
    case 'store':
      return 'Everything that is open'
    case 'scan':
      return `Scan ${formatScanId(scope.scan)}: what it found and what is open where it looked`
    case 'account':
      return `Account ${displayPath(scope.owner)}`
    default:
      return unreachable(scope)
  }
}

export function reportAnswer({ open, undecided, total }: SiteReport): string {
  const closed = total - open.infected - open.suspicious
  const parts = [
    `${formatCount(open.infected)} infected`,
    `${formatCount(open.suspicious)} suspicious`,
    `${formatCount(undecided.length)} undecided`,
    ...(closed === 0 ? [] : [`${formatCount(closed)} no longer open`]),
  ]
  return `${parts.join(', ')}.`
}

/** Sentences about the scan and about what is not called clean. */
export function reportGaps({ scan, undecided }: SiteReport, screen: Screen): readonly string[] {
  const named = undecided
    .slice(0, screenPathsMax)
    .map(
      ({ path, limits }) => `${displayPath(path)} (${limits.map((limit) => limitWords[limit]).join(', ')})`,
    )
  const rest = undecided.length - named.length
  const more = rest > 0 ? [`and ${formatCount(rest)} more`] : []
  return [
    scanSentence(scan, screen),
    ...skipSentence(scan),
    ...(named.length === 0 ? [] : [`Undecided, so not called clean: ${[...named, ...more].join(', ')}.`]),
    'Files only: databases, crontabs and running processes were not looked at.',
  ]
}

/** What the page rests on. */
export function reportProof({ rules, head }: SiteReport): readonly string[] {
  return [
    `Rules: ${rulesLine(rules)}.`,
    `History: ${counted(head.seq, 'event')}, newest digest ${head.digest}.`,
  ]
}

function scanSentence(scan: SiteReport['scan'], screen: Screen): string {
  if (scan === null) return 'No scan has come to its end yet.'
  const { id, paths, startedAt, outcome, counts } = scan
  const shown = paths.slice(0, screenPathsMax).map((path) => displayPath(path))
  const rest = paths.length - shown.length
  const where = [...shown, ...(rest > 0 ? [`${formatCount(rest)} more paths`] : [])].join(', ')
  const when = `${screen.time(startedAt, 'minute')} ${screen.zone(startedAt)}`
  const files = counted(counts.files, 'file')
  return `Scan ${formatScanId(id)} of ${where}, ${when}, ${files}: ${scanOutcomeWords[outcome]}.`
}

function skipSentence(scan: SiteReport['scan']): readonly string[] {
  const skipped = Object.entries(scan?.skipped ?? {}) as [SkipReason, number][]
  const open = skipped.filter(([reason, count]) => count > 0 && makesIncomplete(reason))
  if (open.length === 0) return []
  return [`It could not read: ${open.map(([reason, count]) => countedSkips(reason, count)).join(', ')}.`]
}
