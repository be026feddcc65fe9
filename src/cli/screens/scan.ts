import { formatIncidentId, formatScanId } from '../../domain/incident.ts'
import type { Incident } from '../../domain/incident.ts'
import { idsInCommandMax } from '../../domain/actingLimits.ts'
import { shortOid } from '../../domain/oid.ts'
import { formatDuration } from '../../domain/timeText.ts'
import type { RulesSummary } from '../../service/contract/rules.ts'
import type { ActReport } from '../../service/contract/act.ts'
import type { ScanReport } from '../../service/contract/scan.ts'
import type { Screen } from '../output/screen.ts'
import { counted, formatBytes, formatCount } from '../text/numbers.ts'
import { safeText } from '../text/safeText.ts'
import { flushRight } from '../text/wrap.ts'
import { renderCommands } from './commands.ts'
import type { NextCommand } from './commands.ts'
import { isMassInfection, renderGroups } from './incidentGroups.ts'
import { renderIncidents } from './incidents.ts'
import { scanActLines } from './scanActed.ts'
import { completenessOf, gapLines } from './scanGaps.ts'

export interface ScanScreenFacts {
  readonly storePath: string
  readonly exitCode: number
  /** What was done about it; null when the scan only reports. */
  readonly acted: ActReport | null
}

/** What `scan` prints: the answer first, then what was found, what was not looked at, and what to type next. */
export function renderScan(report: ScanReport, facts: ScanScreenFacts, screen: Screen): readonly string[] {
  const { acted } = facts
  if (screen.detail === 'new') {
    const found = findingLines(newIncidents(report), screen)
    const done = quietActLines(acted, report, screen)
    return found.length > 0 && done.length > 0 ? [...found, '', ...done] : [...found, ...done]
  }
  return [
    `${answerLine(report)}${acted?.plan.held === undefined || acted.plan.held === null ? '' : ' - HELD: nothing was changed'}`,
    countLine(report, facts, screen),
    ...section(findingLines(report.incidents, screen)),
    ...section(gapLines(report, screen)),
    ...section(acted === null ? nextLines(report) : scanActLines(acted, report, screen)),
    '',
    ...closingLines(report),
    ...footerLines(report, facts, screen),
  ]
}

/** A mail from cron says what was done, and nothing when there was nothing to do. */
function quietActLines(acted: ActReport | null, report: ScanReport, screen: Screen): readonly string[] {
  const isIdle = acted === null || (acted.operations.length === 0 && acted.plan.held === null)
  return isIdle ? [] : scanActLines(acted, report, screen)
}

/** The one line about the rules in force, as `scan` and `status` end with. */
export function rulesLine({ rules, packs, epoch, engine }: RulesSummary): string {
  const names = packs.length === 0 ? 'no rules' : packs.map(safeText).join(' + ')
  return `${names} (${counted(rules, 'rule')}, epoch ${String(epoch)}), ${safeText(engine)}`
}

function answerLine(report: ScanReport): string {
  const { incidents, previousScanAt, undecided } = report
  const infected = incidents.filter(({ tier }) => tier === 'malicious')
  const suspicious = incidents.filter(({ tier }) => tier === 'suspicious')
  const news = (group: readonly Incident[]): string =>
    previousScanAt === null ? '' : ` (${formatCount(group.filter(isNewIn(report)).length)} new)`
  const accounts = new Set(infected.map(({ owner }) => owner)).size
  const spread = isMassInfection(incidents) ? ` on ${counted(accounts, 'account')}` : ''
  return [
    `${formatCount(infected.length)} ${infected.length === 0 ? 'infected' : 'INFECTED'}${news(infected)}${spread}`,
    `${formatCount(suspicious.length)} suspicious${news(suspicious)}`,
    `${formatCount(undecided.length)} undecided`,
  ].join('   ')
}

function countLine(report: ScanReport, facts: ScanScreenFacts, screen: Screen): string {
  const { scan, accounts, storeCreated, storeBytes } = report
  const { files, bytes } = scan.counts
  const duration = scan.finishedAt === null ? '' : ` ${formatDuration(scan.finishedAt - scan.startedAt)}.`
  const store = storeCreated
    ? ` Store created: ${safeText(facts.storePath)} (${formatBytes(storeBytes)})`
    : ''
  const what = `${counted(files, 'file')} on ${counted(accounts, 'account')}, ${formatBytes(bytes)}`
  return `${what}: ${readSentence(report, screen)} ${completenessOf(report)}${duration}${store}`
}

function readSentence({ scan, previousScanAt }: ScanReport, screen: Screen): string {
  const { files, read, unchanged } = scan.counts
  if (previousScanAt === null) {
    return read === files ? 'first scan, all read.' : `first scan, ${formatCount(read)} read.`
  }
  const since = screen.time(previousScanAt, 'minute')
  return `${formatCount(unchanged)} unchanged since ${since}, ${formatCount(read)} read.`
}

function findingLines(incidents: readonly Incident[], screen: Screen): readonly string[] {
  if (incidents.length === 0) return []
  return isMassInfection(incidents) ? renderGroups(incidents, screen) : renderIncidents(incidents, screen)
}

function nextLines(report: ScanReport): readonly string[] {
  const example = report.incidents.find(({ status }) => status === 'infected') ?? report.incidents[0]
  if (example === undefined) return []
  const id = formatIncidentId(example.id)
  const commands: readonly NextCommand[] = [
    ...cleanCommand(report),
    { command: `holdfast explain ${id}`, why: 'why, and what this file was before' },
    { command: `holdfast view ${id}`, why: 'its content, made safe to look at' },
    { command: `holdfast history ${id}`, why: 'when it came, and everything known of this path' },
    ...listCommand(report.incidents),
    ...diffCommand(report),
  ]
  return ['Nothing was changed: a scan only reports. To go on:', ...renderCommands(commands)]
}

/** Ids while they fit on a line, else all that this scan listed. */
function cleanCommand({ incidents, scan }: ScanReport): readonly NextCommand[] {
  const ids = incidents.filter(({ status }) => status === 'infected').map(({ id }) => formatIncidentId(id))
  if (ids.length === 0) return []
  const targets = ids.length > idsInCommandMax ? `--scan ${formatScanId(scan.id)}` : ids.join(' ')
  return [{ command: `holdfast clean --dry-run ${targets}`, why: 'the plan, with diffs' }]
}

function listCommand(incidents: readonly Incident[]): readonly NextCommand[] {
  if (!isMassInfection(incidents)) return []
  const command = `holdfast list --limit ${String(incidents.length)}`
  return [{ command, why: 'every file of them' }]
}

/** What changed since the snapshot before, of the first root that changed. */
function diffCommand({ snapshots, scan }: ScanReport): readonly NextCommand[] {
  const changed = scan.snapshots.filter((snapshot) => snapshot.changed).map(({ id }) => id)
  const snapshot = snapshots.find(({ id, parent }) => parent !== null && changed.includes(id))
  if (snapshot === undefined || snapshot.parent === null) return []
  const command = `holdfast snapshot diff ${shortOid(snapshot.parent)} ${shortOid(snapshot.id)}`
  return [{ command, why: 'every file that changed since the scan before' }]
}

function closingLines({ previousScanAt, incidents, isolation }: ScanReport): readonly string[] {
  const first = previousScanAt === null && incidents.length > 0
  return [
    ...(first ? firstScanLines : []),
    ...(isolation === 'not-isolated'
      ? ['The files were parsed by a process that was not isolated (holdfast status).']
      : []),
    'Files only: a scan does not look at databases, crontabs or running processes.',
  ]
}

const firstScanLines = [
  'First scan: there are no earlier versions of these files to go back to. `clean` can use WordPress releases',
  '(holdfast baseline add ROOT --release wordpress.zip) and identical clean files on your other accounts.',
]

function footerLines(
  { scan, rules, snapshots }: ScanReport,
  { exitCode }: ScanScreenFacts,
  screen: Screen,
): readonly string[] {
  const ids = [...new Set(snapshots.map(({ id }) => shortOid(id)))]
  const snapshot = ids.length === 0 ? '' : `, ${ids.length === 1 ? 'snapshot' : 'snapshots'} ${ids.join(' ')}`
  const line = `scan ${formatScanId(scan.id)}${snapshot}, rules ${rulesLine(rules)}`
  return screen.target === 'terminal' ? flushRight(line, `exit ${String(exitCode)}`, screen.width) : [line]
}

function newIncidents(report: ScanReport): readonly Incident[] {
  return report.incidents.filter(isNewIn(report))
}

function isNewIn({ scan }: ScanReport): (incident: Incident) => boolean {
  return ({ openedByScan }) => openedByScan === scan.id
}

/** Lines with an empty one before them; nothing for nothing. */
function section(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', ...lines]
}
