import { formatInstant } from '../../domain/clock.ts'
import { formatScanId } from '../../domain/incident.ts'
import type { HeldStatus, RootStatus, StatusReport } from '../../service/contract/status.ts'
import { fileFields, instantOrNull } from './fields.ts'
import { rulesToJson, scanToJson } from './scan.ts'

export function statusToJson(report: StatusReport): Readonly<Record<string, unknown>> {
  const { store } = report
  return {
    host: report.host,
    version: report.version,
    at: formatInstant(report.at),
    running: null,
    attention: report.attention,
    roots: report.roots.map(rootToJson),
    incidents: report.incidents,
    rules: rulesToJson(report.rules),
    ruleSources: report.ruleSources.map((source) => {
      return { ...source, issuedAt: instantOrNull(source.issuedAt) }
    }),
    store: { ...store, lastFsckAt: instantOrNull(store.lastFsckAt) },
    audit: report.audit,
    defaultAction: report.defaultAction,
  }
}

/** The same page while another process holds the store: only `running` is known. */
export function heldStatusToJson(held: HeldStatus): Readonly<Record<string, unknown>> {
  return {
    running: {
      ...held,
      scan: held.scan === null ? null : formatScanId(held.scan),
      since: formatInstant(held.since),
    },
  }
}

function rootToJson(root: RootStatus): Readonly<Record<string, unknown>> {
  const { path, lastScan, lastCompleteAt, ...counts } = root
  return {
    ...fileFields(path),
    lastScan: lastScan === null ? null : scanToJson(lastScan),
    lastCompleteAt: instantOrNull(lastCompleteAt),
    ...counts,
  }
}
