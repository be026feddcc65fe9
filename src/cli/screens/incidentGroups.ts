import { displayPath } from '../../domain/displayPath.ts'
import { formatIncidentId } from '../../domain/incident.ts'
import type { Incident } from '../../domain/incident.ts'
import { ungroupedIncidentsMax } from '../../domain/limits.ts'
import { shortOid } from '../../domain/oid.ts'
import type { Screen } from '../output/screen.ts'
import { left, plainRow, renderTable, right } from '../output/table.ts'
import { counted, formatCount } from '../text/numbers.ts'
import { safeText } from '../text/safeText.ts'

/** Incidents of one reason; never empty. */
type Group = readonly [Incident, ...Incident[]]

/** True when one reason has so many files that a line per file says less than a line per reason. */
export function isMassInfection(incidents: readonly Incident[]): boolean {
  return groupsOf(incidents).some((group) => group.length > ungroupedIncidentsMax)
}

/** One row per reason: how many files on how many accounts, since when, and one to look at. */
export function renderGroups(incidents: readonly Incident[], screen: Screen): readonly string[] {
  const groups = [...groupsOf(incidents)].sort((a, b) => b.length - a.length)
  const first = Math.min(...incidents.map(({ firstSeenAt }) => firstSeenAt))
  const columns = [
    right('FILES'),
    right('ACCOUNTS'),
    left('WHAT'),
    left(`FIRST SEEN (${screen.zone(first)})`),
    left('EXAMPLE'),
  ]
  return renderTable(
    columns,
    groups.map((group) => plainRow(...groupCells(group, screen))),
    screen,
  )
}

function groupsOf(incidents: readonly Incident[]): readonly Group[] {
  const byReason = new Map<string, [Incident, ...Incident[]]>()
  for (const incident of incidents) {
    const group = byReason.get(incident.reason)
    if (group === undefined) byReason.set(incident.reason, [incident])
    else group.push(incident)
  }
  return [...byReason.values()]
}

function groupCells(group: Group, screen: Screen): readonly string[] {
  const example = group.reduce((earliest, incident) =>
    incident.firstSeenAt < earliest.firstSeenAt ? incident : earliest,
  )
  const accounts = new Set(group.map(({ owner }) => owner)).size
  return [
    formatCount(group.length),
    formatCount(accounts),
    `${safeText(example.reason)}, ${sameness(group)}`,
    screen.time(example.firstSeenAt, 'minute'),
    `${formatIncidentId(example.id)} ${displayPath(example.owner)}`,
  ]
}

function sameness(group: Group): string {
  const contents = new Set(group.map(({ oid }) => oid))
  if (contents.size === 1) return `1 content (${shortOid(group[0].oid)})`
  const added = new Set(group.map(insertedBytes))
  const [bytes] = added
  if (added.size === 1 && bytes !== undefined) return `${counted(bytes, 'byte')} added to every file`
  return counted(contents.size, 'content')
}

function insertedBytes({ notes }: Incident): number | undefined {
  return notes.find((note) => note.kind === 'inserted')?.bytes
}
