import { displayPath } from '../../domain/displayPath.ts'
import { formatIncidentId, formatScanId } from '../../domain/incident.ts'
import { formatOperationId } from '../../domain/operation.ts'
import type { HeldRun } from '../../domain/safety.ts'
import { staleFields } from '../../domain/staleCode.ts'
import type { ActReport, Plan, PlannedFile, Rescan } from '../../service/contract/act.ts'
import type { Aftermath } from '../../service/contract/aftermath.ts'
import type { RestoreReport, UndoReport } from '../../service/contract/undo.ts'
import { contentDiffToJson } from '../screens/contentDiff.ts'
import { safeText } from '../text/safeText.ts'
import { fileFields } from './fields.ts'
import { incidentToJson } from './incident.ts'
import { operationToJson } from './operation.ts'

/** The stable shape of a plan (docs/CLI.md). */
export function planToJson({ action, files, left, held, stale }: Plan): Readonly<Record<string, unknown>> {
  return {
    action,
    files: files.map(plannedToJson),
    left: left.map(({ incident, because }) => ({ incident: formatIncidentId(incident.id), because })),
    held: held === null ? null : heldToJson(held),
    stale: stale.map(staleFields),
  }
}

export function actToJson({
  plan,
  operations,
  rescan,
  aftermath,
}: ActReport): Readonly<Record<string, unknown>> {
  return {
    plan: planToJson(plan),
    operations: operations.map(operationToJson),
    rescan: rescanToJson(rescan),
    ...aftermathToJson(aftermath),
  }
}

export function undoToJson({
  chosen,
  done,
  refused,
  rescan,
  aftermath,
}: UndoReport): Readonly<Record<string, unknown>> {
  return {
    chosen: chosen.map(operationToJson),
    operations: done.map(operationToJson),
    refused: refused.map(({ operation, code, message, hint }) => ({
      operation: formatOperationId(operation.id),
      code,
      message: safeText(message),
      hint: hint === null ? null : safeText(hint.replaceAll('\n', '    ')),
    })),
    rescan: rescanToJson(rescan),
    ...aftermathToJson(aftermath),
  }
}

export function restoreToJson({
  operation,
  rescan,
  aftermath,
}: RestoreReport): Readonly<Record<string, unknown>> {
  return {
    operation: operationToJson(operation),
    rescan: rescanToJson(rescan),
    ...aftermathToJson(aftermath),
  }
}

export function heldToJson({ files, limit, earlier, because }: HeldRun): Readonly<Record<string, unknown>> {
  return {
    files,
    limit,
    earlier,
    because: because.kind === 'root' ? { ...because, root: displayPath(because.root) } : because,
  }
}

function plannedToJson({ incident, step, diff }: PlannedFile): Readonly<Record<string, unknown>> {
  const { kind, ...rest } = step
  return {
    incident: formatIncidentId(incident.id),
    ...fileFields(incident.path),
    user: displayPath(incident.owner),
    before: incident.oid,
    step: kind,
    ...('detail' in rest ? { reason: rest.reason, detail: safeText(rest.detail) } : {}),
    ...('method' in rest ? { ...rest, source: safeText(rest.source) } : {}),
    diff: diff === null ? null : contentDiffToJson(diff),
  }
}

/** Pools that may go on running the old code, and how the hook ended. */
function aftermathToJson({ stale, hook }: Aftermath): Readonly<Record<string, unknown>> {
  const said = 'output' in hook ? { output: safeText(hook.output) } : {}
  const why = 'why' in hook ? { why: safeText(hook.why) } : {}
  return { stale: stale.map(staleFields), hook: { ...hook, ...said, ...why } }
}

function rescanToJson(rescan: Rescan): Readonly<Record<string, unknown>> {
  if (rescan.state !== 'done') return rescan
  const { state, scan, files, incidents, undecided } = rescan
  return {
    state,
    scan: formatScanId(scan.id),
    files,
    findings: incidents.map(incidentToJson),
    undecided: undecided.map(({ path, oid, limits }) => ({ ...fileFields(path), hash: oid, limits })),
  }
}
