import { displayPath } from '../../domain/displayPath.ts'
import { formatIncidentId, formatScanId } from '../../domain/incident.ts'
import { shortOid } from '../../domain/oid.ts'
import type { Evidence, Finding } from '../../domain/verdict.ts'
import type { ContentVersion, Explanation } from '../../service/contract/file.ts'
import { formatMode } from '../json/snapshot.ts'
import type { Screen } from '../output/screen.ts'
import { left, plainRow, renderTable, right } from '../output/table.ts'
import { safeExcerpt } from '../text/safeContent.ts'
import { counted, formatCount } from '../text/numbers.ts'
import { safeText } from '../text/safeText.ts'
import { flushRight, indented } from '../text/wrap.ts'
import { incidentSentences } from './incidents.ts'
import { actionLines } from './possibleActions.ts'
import { limitWords, outcomeWords, statusWords, typeWords } from './words.ts'

/** Why a file was found and what it was before: the answer, the evidence, its life, its surroundings. */
export function renderExplanation(explanation: Explanation, screen: Screen): readonly string[] {
  return [
    ...flushRight(displayPath(explanation.path), answerOf(explanation), screen.width),
    ...indented(factsOf(explanation, screen), 0, screen.width),
    '',
    ...whyLines(explanation, screen),
    ...versionLines(explanation, screen),
    ...surroundings(explanation, screen),
    ...actionLines(explanation, screen),
  ]
}

function answerOf({ incident, outcome, current }: Explanation): string {
  if (incident !== null) return `${statusWords[incident.status]}, ${typeWords(incident.type)}`
  if (current === null) return 'not known: never seen by a scan'
  return outcome === 'clean' ? 'clean' : outcomeWords[outcome]
}

function factsOf({ owner, current, incident }: Explanation, screen: Screen): string {
  const facts = [`account ${displayPath(owner)}`]
  if (current !== null) {
    const { oid, size, uid, gid, mode, kept } = current
    facts.push(counted(size, 'byte'), `uid ${String(uid)} gid ${String(gid)} ${formatMode(mode)}`)
    facts.push(oid === null ? 'never read' : `sha256 ${oid.slice(0, 16)}...`)
    if (!kept) facts.push('not kept in the store')
  }
  if (incident !== null) {
    const at = `${screen.time(incident.openedAt, 'minute')} ${screen.zone(incident.openedAt)}`
    facts.push(`${formatIncidentId(incident.id)} found ${at} by scan ${formatScanId(incident.openedByScan)}`)
  }
  return facts.join(', ')
}

function whyLines(explanation: Explanation, screen: Screen): readonly string[] {
  const { incident, verdict } = explanation
  const findings = verdict?.findings ?? []
  const shown = findings.length === 0 && incident !== null ? [incident.finding] : findings
  const limits = verdict?.limits ?? []
  return [
    ...shown.flatMap((finding) => findingLines(finding, screen)),
    ...(limits.length === 0
      ? []
      : factLine(
          'GAPS',
          `not judged to the end: ${limits.map((limit) => limitWords[limit]).join(', ')}`,
          screen,
        )),
    ...(incident === null
      ? []
      : incidentSentences(incident, screen).flatMap((sentence, index) =>
          factLine(index === 0 ? 'NOTE' : '', sentence, screen),
        )),
    ...(shown.length + limits.length === 0 ? ['No rule of the present set has found anything in it.'] : []),
  ]
}

function findingLines(finding: Finding, screen: Screen): readonly string[] {
  const rule = finding.reason.split('-').slice(0, 3).join('-')
  const title = `WHY   ${safeText(finding.reason)}: ${safeText(finding.summary)}`
  return [
    ...flushRight(title, `holdfast rules show ${safeText(rule)}`, screen.width),
    ...traceLines(finding, screen),
    ...finding.evidence.flatMap(evidenceLines),
  ]
}

function traceLines({ trace }: Finding, screen: Screen): readonly string[] {
  return trace.length === 0 ? [] : indented(trace.map(safeText).join(' -> '), 6, screen.width)
}

function evidenceLines({ offset, length, line, layer, excerpt }: Evidence): readonly string[] {
  const last = offset + Math.max(length, 1) - 1
  const layers = layer.length === 0 ? '' : `, in what ${layer.map(safeText).join(' > ')} makes of it`
  return [
    `      bytes ${formatCount(offset)}-${formatCount(last)}, line ${formatCount(line)}${layers}`,
    `        ${safeExcerpt(Buffer.from(excerpt, 'base64'))}`,
  ]
}

function versionLines({ versions }: Explanation, screen: Screen): readonly string[] {
  const newest = versions[0]
  if (newest === undefined) return []
  const columns = [
    left(`  FROM (${screen.zone(newest.firstSeenAt)})`),
    left('UNTIL'),
    left('CONTENT'),
    right('SIZE'),
    left('VERDICT'),
    left('SEEN BY'),
    left('NOTE'),
  ]
  const rows = versions.map((version) => plainRow(...versionCells(version, screen)))
  const title = 'THIS FILE OVER TIME'
  const command = diffCommand(versions)
  const titleLines = command === undefined ? [title] : flushRight(title, command, screen.width)
  return ['', ...titleLines, ...renderTable(columns, rows, screen)]
}

function versionCells(version: ContentVersion, screen: Screen): readonly string[] {
  return [
    `  ${screen.time(version.firstSeenAt, 'minute')}`,
    screen.time(version.lastSeenAt, 'minute'),
    version.oid === null ? '-' : shortOid(version.oid),
    formatCount(version.size),
    outcomeWords[version.outcome],
    formatScanId(version.scan),
    versionNote(version),
  ]
}

function versionNote({ kept, knownGood }: ContentVersion): string {
  const good = knownGood.length === 0 ? [] : [`known good: ${knownGood.join(', ')}`]
  return [...good, ...(kept ? [] : ['not kept'])].join('; ')
}

/** Only contents that the store still holds can be compared. */
function diffCommand(versions: readonly ContentVersion[]): string | undefined {
  const [after, before] = versions.flatMap(({ oid, kept }) => (oid !== null && kept ? [oid] : []))
  if (after === undefined || before === undefined) return undefined
  return `holdfast diff ${shortOid(before)} ${shortOid(after)}`
}

function surroundings({ sameContent, changedWith }: Explanation, screen: Screen): readonly string[] {
  const lines: string[] = []
  if (sameContent.total > 0) {
    const paths = sameContent.items.map((path) => displayPath(path)).join(', ')
    const more = sameContent.total > sameContent.items.length ? ', ...' : ''
    lines.push(
      ...factLine(
        'SAME',
        `this content is in ${counted(sameContent.total, 'other file')}: ${paths}${more}`,
        screen,
      ),
    )
  }
  if (changedWith > 0) {
    lines.push(
      ...factLine('WITH', `${counted(changedWith, 'file')} of this account changed in the same scan`, screen),
    )
  }
  return lines.length === 0 ? [] : ['', ...lines]
}

function factLine(name: string, fact: string, screen: Screen): readonly string[] {
  const [first = '', ...others] = indented(fact, 6, screen.width)
  return [name.padEnd(6) + first.slice(6), ...others]
}
