import { displayPath } from '../../domain/displayPath.ts'
import { formatIncidentId } from '../../domain/incident.ts'
import type { Incident, IncidentNote } from '../../domain/incident.ts'
import type { BytePath } from '../../domain/path.ts'
import type { Screen } from '../output/screen.ts'
import { left, renderTable } from '../output/table.ts'
import type { Row } from '../output/table.ts'
import { counted } from '../text/numbers.ts'
import { safeText } from '../text/safeText.ts'
import { widthOf } from '../text/width.ts'
import { commonDirectory, fileTitle, relativeDisplay } from './filePaths.ts'
import { resolvedWords, statusWords } from './words.ts'

/** One row per incident with the sentences that explain it; paths relative to what they have in common. */
export function renderIncidents(incidents: readonly Incident[], screen: Screen): readonly string[] {
  const directory = commonDirectory(incidents.map(({ path }) => path))
  const newest = incidents.reduce((latest, { openedAt }) => Math.max(latest, openedAt), 0)
  const date = left(`SCAN DATE (${screen.zone(newest)})`)
  if (isTooNarrow(incidents, directory, screen)) {
    const rows = incidents.map((incident) => stackedRow(incident, directory, screen))
    const place = displayPath(directory)
    return [
      `Files in ${place}:`,
      ...renderTable([left('ID'), date, left('STATUS'), left('REASON')], rows, screen),
    ]
  }
  const columns = [left('ID'), date, left(fileTitle(directory), 'cut'), left('REASON'), left('STATUS')]
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
    ...notes.flatMap(contextSentence),
    ...(incident.resolved === null ? [] : [`Resolved: ${resolvedWords[incident.resolved]}.`]),
  ]
}

/** A path cut to less than this says too little: then it gets a line of its own. */
const pathWidthMin = 40

function isTooNarrow(incidents: readonly Incident[], directory: BytePath, screen: Screen): boolean {
  if (screen.target === 'pipe') return false
  const widest = (cellOf: (incident: Incident) => string): number =>
    incidents.reduce((width, incident) => Math.max(width, widthOf(cellOf(incident))), 0)
  const paths = widest(({ path }) => relativeDisplay(path, directory))
  const others = widest(({ id, openedAt, reason, status }) =>
    [formatIncidentId(id), screen.time(openedAt, 'minute'), reason, statusWords[status], '  '].join('  '),
  )
  return others + Math.min(paths, pathWidthMin) > screen.width
}

function stackedRow(incident: Incident, directory: BytePath, screen: Screen): Row {
  const [id = '', date = '', file = '', reason = '', status = ''] = incidentRow(
    incident,
    directory,
    screen,
  ).cells
  return { cells: [id, date, status, reason], notes: [file, ...incidentSentences(incident, screen)] }
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

function contextSentence({ kind }: IncidentNote): readonly string[] {
  switch (kind) {
    case 'no-place-for-code':
      return ['It lies where no code belongs.']
    case 'odd-extension':
      return ['It is PHP under the name of something else.']
    case 'odd-name':
      return ['Its name is unlike those beside it.']
    case 'again':
      return ['This path was infected before and dealt with: look for what writes it again.']
    case 'new-file':
    case 'false-date':
    case 'whole-file':
    case 'inserted':
      return []
  }
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
