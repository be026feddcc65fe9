import type { EventDetail, EventDraft, EventName } from '../domain/event.ts'
import { unreachable } from '../domain/errors.ts'
import type { Oid } from '../domain/oid.ts'
import { formatOperationId, type Operation, type OperationNote } from '../domain/operation.ts'

export function startedEvent(operation: Operation): EventDraft {
  const { kind, before, after } = operation
  return draft(operation, 'operation-started', {
    kind,
    before: before?.oid ?? null,
    after: after?.oid ?? null,
  })
}

/** What is written when the operation ends: its own event, and one for each content that came in between. */
export function endedEvents(operation: Operation, fromQuarantine: boolean): readonly EventDraft[] {
  const name = operation.outcome === 'done' ? doneName(operation, fromQuarantine) : refusedName(operation)
  return [
    ...operation.displaced.map((oid) => displacedEvent(operation, oid)),
    draft(operation, name, operation.outcome === 'done' ? doneDetail(operation) : refusedDetail(operation)),
  ]
}

/** A content that came to the path, or into the file, while the operation ran; it is in the store. */
export function displacedEvent(operation: Operation, oid: Oid): EventDraft {
  const wasPutBack = operation.notes.some((note) => note.kind === 'put-back' && note.oid === oid)
  const event = draft(operation, 'changed-during-operation', { kept: oid, putBack: wasPutBack ? 1 : 0 })
  return { ...event, oid }
}

function doneName({ kind, method }: Operation, fromQuarantine: boolean): EventName {
  switch (kind) {
    case 'clean':
      return method === 'trim' ? 'content-removed' : 'cleaned'
    case 'quarantine':
      return 'quarantined'
    case 'delete':
      return 'deleted'
    case 'restore':
      return fromQuarantine ? 'restored-from-quarantine' : 'restored-original'
    case 'undo':
      return 'undone'
    case 'ignore':
      return 'ignored'
    case 'purge':
      return 'purged'
    default:
      return unreachable(kind)
  }
}

function refusedName({ kind }: Operation): EventName {
  if (kind === 'clean') return 'cleanup-failed'
  return kind === 'delete' ? 'delete-failed' : 'operation-refused'
}

function doneDetail(operation: Operation): EventDetail {
  const { before, after, method, source, undoes, undoableUntil, notes } = operation
  return {
    before: before?.oid ?? null,
    after: after?.oid ?? null,
    method,
    source,
    undoes: undoes === null ? null : formatOperationId(undoes),
    undoableUntil,
    ...Object.fromEntries(notes.map(noteDetail)),
  }
}

function refusedDetail({ kind, reason, why, notes }: Operation): EventDetail {
  return { kind, reason, why, ...Object.fromEntries(notes.map(noteDetail)) }
}

function noteDetail(note: OperationNote): readonly [string, string | number] {
  switch (note.kind) {
    case 'other-names':
      return ['otherNames', note.count]
    case 'copy-mode':
      return ['copyMode', 1]
    case 'attributes-incomplete':
      return ['attributesIncomplete', 1]
    case 'put-back':
      return ['putBack', note.oid]
    default:
      return unreachable(note)
  }
}

function draft(operation: Operation, event: EventName, detail: EventDetail): EventDraft {
  const { id, path, owner, scan, incident, cause, initiator } = operation
  const oid = subjectOf(operation)
  return {
    event,
    cause,
    initiator,
    operation: id,
    path,
    owner,
    detail: { id: formatOperationId(id), ...detail },
    ...(oid === undefined ? {} : { oid }),
    ...(scan === null ? {} : { scan }),
    ...(incident === null ? {} : { incident }),
  }
}

/** The content that the operation is about: what came back, or what was acted on. */
function subjectOf({ kind, before, after }: Operation): Oid | undefined {
  const comesBack = kind === 'restore' || kind === 'undo'
  return comesBack ? (after?.oid ?? before?.oid) : before?.oid
}
