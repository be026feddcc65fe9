import { displayPath } from '../../domain/displayPath.ts'
import { incidentStatuses } from '../../domain/incident.ts'
import { shortOid } from '../../domain/oid.ts'
import { formatAge } from '../../domain/timeText.ts'
import type { RootStatus, StatusReport } from '../../service/contract/status.ts'
import type { Screen } from '../output/screen.ts'
import { left, plainRow, renderTable, right } from '../output/table.ts'
import { counted, formatBytes, formatCount } from '../text/numbers.ts'
import { safeText } from '../text/safeText.ts'
import { padEnd, widthOf } from '../text/width.ts'
import { indented } from '../text/wrap.ts'
import { rulesLine } from './scan.ts'
import { statusWords } from './words.ts'

/** What needs attention, then the state of everything this version has. --quiet leaves only the first part. */
export function renderStatus(report: StatusReport, screen: Screen): readonly string[] {
  if (screen.detail === 'new') return attentionLines(report)
  const attention = attentionLines(report)
  return [
    titleLine(report, screen),
    '',
    ...(attention.length === 0 ? ['Nothing needs attention.'] : ['NEEDS ATTENTION', ...attention]),
    '',
    ...rootLines(report, screen),
    '',
    ...factLines('INCIDENTS', incidentFact(report), screen),
    ...factLines('ORIGINALS', originalsFact(report), screen),
    ...factLines('ACTION', actionFact(report), screen),
    ...factLines('RULES', rulesFact(report), screen),
    ...factLines('STORE', storeFact(report, screen), screen),
    ...factLines('AUDIT', auditFact(report), screen),
  ]
}

/** `web7, holdfast 1.0.0, 2026-11-22 02:11 CET` */
export function titleLine(
  { host, version, at }: { readonly host: string; readonly version: string; readonly at: number },
  screen: Screen,
): string {
  return `${safeText(host)}, holdfast ${version}, ${screen.time(at, 'minute')} ${screen.zone(at)}`
}

/** A word in capitals and what it says, continued under itself. */
export function factLines(name: string, fact: string, screen: Screen): readonly string[] {
  const [first = '', ...others] = indented(fact, factIndent, screen.width)
  return [padEnd(name, factIndent) + first.slice(factIndent), ...others]
}

const factIndent = 13

/** The rules in force, and how old those of each source are. */
function rulesFact({ rules, ruleSources, at }: StatusReport): string {
  const sources = ruleSources.map(({ name, version, issuedAt }) =>
    version === null || issuedAt === null
      ? `${safeText(name)} not in use`
      : `${safeText(name)} ${String(version)}, ${formatAge(Math.max(0, at - issuedAt))} old`,
  )
  return [rulesLine(rules), ...sources].join('; ')
}

function attentionLines({ attention }: StatusReport): readonly string[] {
  const width = attention.reduce((widest, { text }) => Math.max(widest, widthOf(safeText(text))), 0)
  return attention.map(({ text, command }) => `  ${padEnd(safeText(text), width)}    ${safeText(command)}`)
}

function rootLines({ roots, at }: StatusReport, screen: Screen): readonly string[] {
  if (roots.length === 0) return ['No directory has been scanned yet: holdfast scan DIR']
  const columns = [
    left('ROOT', 'cut'),
    left(`LAST COMPLETE SCAN (${screen.zone(at)})`),
    right('FILES'),
    right('INFECTED'),
    right('SUSPICIOUS'),
    right('UNDECIDED'),
    right('NOT READ'),
  ]
  return [
    ...renderTable(
      columns,
      roots.map((root) => plainRow(...rootCells(root, screen))),
      screen,
    ),
    ...roots.flatMap((root) => rereadLine(root)),
  ]
}

function rootCells(root: RootStatus, screen: Screen): readonly string[] {
  return [
    displayPath(root.path),
    root.lastCompleteAt === null ? 'never' : screen.time(root.lastCompleteAt, 'minute'),
    ...[root.files, root.infected, root.suspicious, root.undecided, root.notRead].map(formatCount),
  ]
}

/** Where stat cannot stand for content every scan reads every file, and the admin should know why it is slow. */
function rereadLine({ path, filesystem, statTrusted }: RootStatus): readonly string[] {
  if (statTrusted) return []
  const reason = `is on ${safeText(filesystem)}, where an unchanged file cannot be told from its metadata`
  return [`  ${displayPath(path)} ${reason}: every scan reads all of it`]
}

function incidentFact({ incidents }: StatusReport): string {
  return incidentStatuses
    .filter((status) => incidents[status] > 0 || status === 'infected' || status === 'suspicious')
    .map((status) => `${statusWords[status]} ${formatCount(incidents[status])}`)
    .join(', ')
}

function originalsFact({ originals: { restorable, expired } }: StatusReport): string {
  const past = expired === 0 ? '' : `; ${formatCount(expired)} are past their time (only from your backup)`
  return `${formatCount(restorable)} can be restored${past}`
}

function actionFact({ defaultAction, maxFiles }: StatusReport): string {
  return `${defaultAction} (malware.defaultAction) in scans with --act; at most ${counted(maxFiles, 'file')} per run`
}

function storeFact({ store, at }: StatusReport, screen: Screen): string {
  const checked =
    store.lastFsckAt === null
      ? 'never checked (holdfast fsck)'
      : `fsck ${screen.time(store.lastFsckAt, 'minute')} (${formatAge(at - store.lastFsckAt)} ago)`
  const reserve = store.ballastBytes === 0 ? ', no reserve' : ''
  return [
    `${safeText(store.path)} ${formatBytes(store.bytes)}, ${counted(store.snapshots, 'snapshot')}`,
    `format ${String(store.format)}; disk ${formatBytes(store.diskFreeBytes)} free${reserve}; ${checked}`,
  ].join(', ')
}

function auditFact({ audit }: StatusReport): string {
  return `${counted(audit.events, 'event')}, head ${shortOid(audit.head)}; the chain is checked by holdfast fsck`
}
