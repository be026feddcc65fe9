import { formatInstant } from '../../domain/clock.ts'
import { displayPath } from '../../domain/displayPath.ts'
import { formatScanId } from '../../domain/incident.ts'
import type { ScanRecord } from '../../domain/scan.ts'
import type { RulesSummary } from '../../service/contract/rules.ts'
import type { ActReport } from '../../service/contract/act.ts'
import type { ScanReport } from '../../service/contract/scan.ts'
import { fileFields, instantOrNull } from './fields.ts'
import { actToJson, heldToJson } from './act.ts'
import { incidentToJson } from './incident.ts'
import { operationToJson } from './operation.ts'

/** The stable shape of `scan --json` (docs/CLI.md). */
export function scanReportToJson(
  report: ScanReport,
  acted: ActReport | null,
): Readonly<Record<string, unknown>> {
  return {
    scan: {
      ...scanToJson(report.scan),
      // What an earlier scan left undecided makes this one incomplete too, and its exit code 3.
      complete: report.scan.outcome === 'complete' && report.undecided.length === 0,
      held: acted === null || acted.plan.held === null ? null : heldToJson(acted.plan.held),
      snapshots: snapshotsOf(report),
      ruleset: rulesToJson(report.rules),
      isolation: report.isolation,
      trouble: report.trouble,
    },
    findings: report.incidents.map(incidentToJson),
    undecided: report.undecided.map(({ path, oid, limits }) => ({ ...fileFields(path), hash: oid, limits })),
    skipped: report.skipped.map(({ path, reason }) => ({ ...fileFields(path), reason })),
    operations: acted === null ? [] : acted.operations.map(operationToJson),
    acted: acted === null ? null : actToJson(acted),
  }
}

export function scanToJson(scan: ScanRecord): Readonly<Record<string, unknown>> {
  return {
    id: formatScanId(scan.id),
    startedAt: formatInstant(scan.startedAt),
    finishedAt: instantOrNull(scan.finishedAt),
    durationMs: scan.finishedAt === null ? null : scan.finishedAt - scan.startedAt,
    roots: scan.paths.map((path) => displayPath(path)),
    complete: scan.outcome === 'complete',
    outcome: scan.outcome,
    cause: scan.cause,
    initiator: scan.initiator,
    counts: scan.counts,
    skippedByReason: scan.skipped,
  }
}

export function rulesToJson(rules: RulesSummary): Readonly<Record<string, unknown>> {
  return { rules: rules.rules, packs: rules.packs, epoch: rules.epoch, engine: rules.engine }
}

function snapshotsOf({ scan, snapshots }: ScanReport): readonly Readonly<Record<string, unknown>>[] {
  return scan.snapshots.map(({ root, id, changed }) => ({
    root: displayPath(root),
    id,
    parent: snapshots.find((snapshot) => snapshot.id === id)?.parent ?? null,
    changed,
  }))
}
