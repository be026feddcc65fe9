import type { Incident, IncidentStatus } from '../domain/incident.ts'
import type { Operation } from '../domain/operation.ts'
import type { ActReport } from '../service/contract/act.ts'
import type { ScanReport } from '../service/contract/scan.ts'

/** The report of a scan with the statuses that its incidents have once it was acted on. */
export function afterActing(report: ScanReport, { operations }: ActReport): ScanReport {
  const statuses = new Map(operations.flatMap(statusOf))
  const incidents = report.incidents.map((incident): Incident => {
    const status = statuses.get(incident.id)
    return status === undefined ? incident : { ...incident, status }
  })
  return { ...report, incidents }
}

function statusOf({ incident, kind, method, outcome }: Operation): readonly [number, IncidentStatus][] {
  if (incident === null || outcome !== 'done') return []
  if (kind === 'quarantine') return [[incident, 'quarantined']]
  if (kind === 'delete') return [[incident, 'deleted']]
  return kind === 'clean' ? [[incident, method === 'trim' ? 'content-removed' : 'cleaned']] : []
}
