import { formatInstant } from '../../domain/clock.ts'
import { displayPath } from '../../domain/displayPath.ts'
import { formatIncidentId, formatScanId } from '../../domain/incident.ts'
import { formatOperationId, type Operation } from '../../domain/operation.ts'
import type { OperationStory } from '../../service/contract/operations.ts'
import type { Listing } from '../output/answer.ts'
import { safeText } from '../text/safeText.ts'
import { fileBase64, fileFields, instantOrNull } from './fields.ts'
import { eventToJson } from './history.ts'

/** The stable shape of one operation (docs/CLI.md). */
export function operationToJson(operation: Operation): Readonly<Record<string, unknown>> {
  const { before, after, why, reason, method, source, incident, scan } = operation
  return {
    id: formatOperationId(operation.id),
    kind: operation.kind,
    ...fileFields(operation.path),
    user: displayPath(operation.owner),
    incident: incident === null ? null : formatIncidentId(incident),
    before: before?.oid ?? null,
    after: after?.oid ?? null,
    outcome: operation.outcome,
    ...(why === null ? {} : { why: safeText(why), whyCode: reason }),
    undoableUntil: instantOrNull(operation.undoableUntil),
    startedAt: formatInstant(operation.startedAt),
    finishedAt: instantOrNull(operation.finishedAt),
    initiator: operation.initiator,
    cause: operation.cause,
    ...(method === null ? {} : { method }),
    ...(source === null ? {} : { source: safeText(source) }),
    scan: scan === null ? null : formatScanId(scan),
    rules: operation.rules,
    displaced: operation.displaced,
    notes: operation.notes,
    undoes: idOrNull(operation.undoes),
    undoneBy: idOrNull(operation.undoneBy),
  }
}

export function operationStoryToJson({
  operation,
  events,
}: OperationStory): Readonly<Record<string, unknown>> {
  return { ...operationToJson(operation), events: events.map(eventToJson) }
}

export function operationListing(operations: readonly Operation[]): Listing {
  return {
    columns: [
      'id',
      'kind',
      'outcome',
      'startedAt',
      'file',
      'fileBase64',
      'user',
      'incident',
      'before',
      'after',
      'method',
      'undoableUntil',
    ],
    rows: () => operations.map(operationRow),
    items: () => operations.map(operationToJson),
    paths: () => operations.map(({ path }) => path),
  }
}

function operationRow(operation: Operation): readonly (string | null)[] {
  const { id, kind, outcome, startedAt, path, owner, incident, before, after, method } = operation
  return [
    formatOperationId(id),
    kind,
    outcome,
    formatInstant(startedAt),
    displayPath(path),
    fileBase64(path),
    displayPath(owner),
    incident === null ? null : formatIncidentId(incident),
    before?.oid ?? null,
    after?.oid ?? null,
    method,
    instantOrNull(operation.undoableUntil),
  ]
}

function idOrNull(id: number | null): string | null {
  return id === null ? null : formatOperationId(id)
}
