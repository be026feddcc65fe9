import { formatInstant } from '../../domain/clock.ts'
import { displayPath } from '../../domain/displayPath.ts'
import { unreachable } from '../../domain/errors.ts'
import type { JournalEvent } from '../../domain/event.ts'
import { formatIncidentId, formatScanId } from '../../domain/incident.ts'
import type { HistoryLine, HistoryReport } from '../../service/contract/history.ts'
import type { Cell, Listing } from '../output/answer.ts'
import { fileBase64, fileFields } from './fields.ts'

/** The stable shape of `history --json` (docs/CLI.md). */
export function historyToJson(report: HistoryReport): Readonly<Record<string, unknown>> {
  return { items: report.items.map(lineToJson), total: report.total, head: report.head }
}

export function historyListing(lines: readonly HistoryLine[]): Listing {
  return {
    columns: [
      'at',
      'seq',
      'event',
      'file',
      'fileBase64',
      'user',
      'cause',
      'uid',
      'login',
      'incident',
      'hash',
    ],
    rows: () => lines.map(lineRow),
    items: () => lines.map(lineToJson),
    paths: null,
  }
}

function lineToJson(line: HistoryLine): Readonly<Record<string, unknown>> {
  switch (line.kind) {
    case 'event':
      return eventToJson(line.event)
    case 'content':
      return {
        at: formatInstant(line.at),
        event: line.change,
        ...fileFields(line.path),
        before: line.before,
        hash: line.after,
        outcome: line.outcome,
        scan: formatScanId(line.scan),
      }
    default:
      return unreachable(line)
  }
}

export function eventToJson(event: JournalEvent): Readonly<Record<string, unknown>> {
  return {
    seq: event.seq,
    at: formatInstant(event.at),
    event: event.event,
    ...(event.path === undefined ? {} : fileFields(event.path)),
    ...(event.owner === undefined ? {} : { user: displayPath(event.owner) }),
    ...(event.root === undefined ? {} : { root: displayPath(event.root) }),
    initiator: event.initiator,
    cause: event.cause,
    ...(event.scan === undefined ? {} : { scan: formatScanId(event.scan) }),
    ...(event.incident === undefined ? {} : { incident: formatIncidentId(event.incident) }),
    ...(event.oid === undefined ? {} : { hash: event.oid }),
    ...(event.detail['reason'] === undefined ? {} : { reason: event.detail['reason'] }),
    detail: event.detail,
    previous: event.previous,
    digest: event.digest,
  }
}

function lineRow(line: HistoryLine): readonly Cell[] {
  const at = formatInstant(line.at)
  if (line.kind === 'content') {
    const file = [displayPath(line.path), fileBase64(line.path)]
    return [at, null, line.change, ...file, null, null, null, null, null, line.after]
  }
  return [at, ...eventCells(line.event)]
}

function eventCells(event: JournalEvent): readonly Cell[] {
  const { path, incident, initiator } = event
  return [
    event.seq,
    event.event,
    path === undefined ? null : displayPath(path),
    path === undefined ? null : fileBase64(path),
    event.owner === undefined ? null : displayPath(event.owner),
    event.cause,
    initiator.uid,
    initiator.login ?? null,
    incident === undefined ? null : formatIncidentId(incident),
    event.oid ?? null,
  ]
}
