import { formatIncidentId } from '../../domain/incident.ts'
import type { Incident, IncidentNote } from '../../domain/incident.ts'
import type { BytePath } from '../../domain/path.ts'
import type { Screen } from '../output/screen.ts'
import { left, renderTable } from '../output/table.ts'
import type { Row } from '../output/table.ts'
import { counted } from '../text/numbers.ts'
import { safeText } from '../text/safeText.ts'
import { commonDirectory, fileTitle, relativeDisplay } from './filePaths.ts'
import { resolvedWords, statusWords } from './words.ts'

/** One row per incident with the sentences that explain it; paths relative to what they have in common. */
export function renderIncidents(incidents: readonly Incident[], screen: Screen): readonly string[] {
  const directory = commonDirectory(incidents.map(({ path }) => path))
  const newest = incidents.reduce((latest, { openedAt }) => Math.max(latest, openedAt), 0)
  const columns = [
    left('ID'),
    left(`SCAN DATE (${screen.zone(newest)})`),
    left(fileTitle(directory), 'cut'),
    left('REASON'),
    left('STATUS'),
  ]
  return renderTable(
    columns,
    incidents.map((incident) => incidentRow(incident, directory, screen)),
    screen,
  )
}

/** The sentences under an incident: what and where, then what else is known of the file. */
export function incidentSentences(incident: Incident, screen: Screen): readonly string[] {
  const { notes } = incident
  const leading = [leadSentence(incident), notes.some(({ kind }) => kind === 'new-file') ? 'New file.' : '']
  return [
    leading.filter((sentence) => sentence !== '').join(' '),
    ...notes.flatMap((note) => falseDateSentence(note, screen)),
    ...(incident.resolved === null ? [] : [`Resolved: ${resolvedWords[incident.resolved]}.`]),
  ]
}

function incidentRow(incident: Incident, directory: BytePath, screen: Screen): Row {
  return {
    cells: [
      formatIncidentId(incident.id),
      screen.time(incident.openedAt, 'minute'),
      relativeDisplay(incident.path, directory),
      safeText(incident.reason),
      statusWords[incident.status],
    ],
    notes: incidentSentences(incident, screen),
  }
}

function leadSentence({ summary, notes, finding }: Incident): string {
  const what = asSentence(safeText(summary))
  const whole = notes.find((note) => note.kind === 'whole-file')
  if (whole !== undefined) return `The whole file is malicious, line ${String(whole.line)}: ${what}`
  const inserted = notes.find((note) => note.kind === 'inserted')
  if (inserted !== undefined) {
    const added = counted(inserted.bytes, 'byte')
    return `${added} added before line ${String(inserted.line)} of a clean version of this file: ${what}`
  }
  const line = finding.evidence[0]?.line
  return line === undefined ? what : `Line ${String(line)}: ${what}`
}

function falseDateSentence(note: IncidentNote, screen: Screen): readonly string[] {
  if (note.kind !== 'false-date') return []
  const claimed = screen.time(note.mtimeMs, 'minute')
  return [
    `False date: mtime says ${claimed}, the file really changed ${screen.time(note.ctimeMs, 'second')}.`,
  ]
}

function asSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}
