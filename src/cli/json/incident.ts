import { actions } from '../../domain/action.ts'
import { formatInstant } from '../../domain/clock.ts'
import { displayPath } from '../../domain/displayPath.ts'
import { formatIncidentId, formatScanId } from '../../domain/incident.ts'
import type { Incident, IncidentNote } from '../../domain/incident.ts'
import type { Finding } from '../../domain/verdict.ts'
import type { Listing } from '../output/answer.ts'
import { safeExcerpt } from '../text/safeContent.ts'
import { safeText } from '../text/safeText.ts'
import { fileBase64, fileFields, instantOrNull } from './fields.ts'

/** The stable shape of one incident (docs/CLI.md). */
export function incidentToJson(incident: Incident): Readonly<Record<string, unknown>> {
  return {
    id: formatIncidentId(incident.id),
    ...fileFields(incident.path),
    user: displayPath(incident.owner),
    scanDate: formatInstant(incident.openedAt),
    firstSeenAt: formatInstant(incident.firstSeenAt),
    lastSeenAt: formatInstant(incident.lastSeenAt),
    closedAt: instantOrNull(incident.closedAt),
    reason: incident.reason,
    type: incident.type,
    status: incident.status,
    resolved: incident.resolved,
    hash: incident.oid,
    size: incident.size,
    scanId: formatScanId(incident.openedByScan),
    previous: incident.previous === null ? null : formatIncidentId(incident.previous),
    summary: safeText(incident.summary),
    notes: incident.notes.map(noteToJson),
    evidence: evidenceToJson(incident.finding),
    trace: incident.finding.trace.map(safeText),
    actions: actionsOf(incident),
  }
}

/** The commands that a person may type for it. */
function actionsOf({ status }: Incident): readonly string[] {
  if (status === 'infected' || status === 'suspicious') return [...actions, 'ignore']
  return status === 'quarantined' ||
    status === 'deleted' ||
    status === 'cleaned' ||
    status === 'content-removed'
    ? ['restore']
    : []
}

/** `excerpt` is escaped text for reading, `excerptBase64` the bytes. */
export function evidenceToJson(finding: Finding): readonly Readonly<Record<string, unknown>>[] {
  return finding.evidence.map((evidence) => ({
    rule: finding.rule,
    offset: evidence.offset,
    length: evidence.length,
    line: evidence.line,
    layer: evidence.layer,
    excerpt: safeExcerpt(Buffer.from(evidence.excerpt, 'base64')),
    excerptBase64: evidence.excerpt,
  }))
}

export function incidentListing(incidents: readonly Incident[]): Listing {
  return {
    columns: [
      'id',
      'scanDate',
      'file',
      'fileBase64',
      'user',
      'reason',
      'type',
      'status',
      'hash',
      'size',
      'scanId',
    ],
    rows: () => incidents.map(incidentRow),
    items: () => incidents.map(incidentToJson),
    paths: () => incidents.map((incident) => incident.path),
  }
}

function noteToJson(note: IncidentNote): Readonly<Record<string, unknown>> {
  if (note.kind !== 'false-date') return note
  return { kind: note.kind, mtime: formatInstant(note.mtimeMs), ctime: formatInstant(note.ctimeMs) }
}

function incidentRow(incident: Incident): readonly (string | number)[] {
  return [
    formatIncidentId(incident.id),
    formatInstant(incident.openedAt),
    displayPath(incident.path),
    fileBase64(incident.path),
    displayPath(incident.owner),
    incident.reason,
    incident.type,
    incident.status,
    incident.oid,
    incident.size,
    formatScanId(incident.openedByScan),
  ]
}
