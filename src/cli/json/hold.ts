import { formatInstant } from '../../domain/clock.ts'
import { displayPath } from '../../domain/displayPath.ts'
import { formatHoldId, type Hold } from '../../domain/hold.ts'
import { formatIncidentId, formatScanId } from '../../domain/incident.ts'
import type { Listing } from '../output/answer.ts'
import { safeText } from '../text/safeText.ts'
import { fileFields } from './fields.ts'

export function holdToJson({
  id,
  subject,
  reason,
  initiator,
  addedAt,
}: Hold): Readonly<Record<string, unknown>> {
  return {
    id: formatHoldId(id),
    kind: subject.kind,
    ...('path' in subject ? fileFields(subject.path) : {}),
    ...('oid' in subject ? { hash: subject.oid } : {}),
    ...('incident' in subject ? { incident: formatIncidentId(subject.incident) } : {}),
    ...('scan' in subject ? { scan: formatScanId(subject.scan) } : {}),
    ...('owner' in subject ? { user: displayPath(subject.owner) } : {}),
    reason,
    initiator,
    addedAt: formatInstant(addedAt),
  }
}

export function holdListing(holds: readonly Hold[]): Listing {
  return {
    columns: ['id', 'kind', 'file', 'hash', 'scan', 'user', 'reason', 'addedAt'],
    rows: () =>
      holds.map(({ id, subject, reason, addedAt }) => [
        formatHoldId(id),
        subject.kind,
        'path' in subject ? fileFields(subject.path).file : null,
        'oid' in subject ? subject.oid : null,
        'scan' in subject ? formatScanId(subject.scan) : null,
        'owner' in subject ? displayPath(subject.owner) : null,
        safeText(reason),
        formatInstant(addedAt),
      ]),
    items: () => holds.map(holdToJson),
    paths: null,
  }
}
