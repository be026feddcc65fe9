import { formatInstant } from '../../domain/clock.ts'
import { displayPath } from '../../domain/displayPath.ts'
import { unreachable } from '../../domain/errors.ts'
import { formatScanId } from '../../domain/incident.ts'
import type { ReportScope, SiteReport } from '../../service/contract/report.ts'
import { fileFields } from './fields.ts'
import { incidentToJson } from './incident.ts'
import { rulesToJson, scanToJson } from './scan.ts'

/** The stable shape of `report --json` (docs/CLI.md). */
export function reportToJson(report: SiteReport): Readonly<Record<string, unknown>> {
  return {
    scope: scopeToJson(report.scope),
    host: report.host,
    version: report.version,
    at: formatInstant(report.at),
    scan: report.scan === null ? null : scanToJson(report.scan),
    open: report.open,
    items: report.incidents.map(incidentToJson),
    total: report.total,
    undecided: report.undecided.map(({ path, oid, limits }) => ({ ...fileFields(path), hash: oid, limits })),
    rules: rulesToJson(report.rules),
    audit: { events: report.head.seq, head: report.head.digest },
  }
}

function scopeToJson(scope: ReportScope): Readonly<Record<string, unknown>> {
  switch (scope.kind) {
    case 'store':
      return { kind: scope.kind }
    case 'scan':
      return { kind: scope.kind, scanId: formatScanId(scope.scan) }
    case 'account':
      return { kind: scope.kind, user: displayPath(scope.owner) }
    default:
      return unreachable(scope)
  }
}
