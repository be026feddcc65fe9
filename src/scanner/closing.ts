import type { EventDraft } from '../domain/event.ts'
import { type Incident, isOpen } from '../domain/incident.ts'
import { incidentsPerWrite } from '../domain/limits.ts'
import type { BytePath } from '../domain/path.ts'
import type { BatchOperation, KeyValue } from '../kv/keyValue.ts'
import { incidentOperations, openIncidentsUnder } from '../store/incidents.ts'
import type { Committer } from './committer.ts'

/** Rows and events that the last batch of the run takes along. */
export interface Closing {
  readonly operations: BatchOperation[]
  readonly drafts: EventDraft[]
  /** Every incident this run opened, changed or closed, by id. */
  readonly incidents: Map<number, Incident>
}

export function emptyClosing(): Closing {
  return { operations: [], drafts: [], incidents: new Map() }
}

export function recordIncident(closing: Closing, incident: Incident, ...drafts: readonly EventDraft[]): void {
  closing.incidents.set(incident.id, incident)
  closing.operations.push(...incidentOperations(incident))
  closing.drafts.push(...drafts)
}

/** Writes what has gathered when it is much: a mass infection must not become one batch, nor more events than one takes. */
export async function writeFull(committer: Committer, closing: Closing): Promise<void> {
  if (closing.drafts.length < incidentsPerWrite && closing.operations.length < closingOperationsMax) return
  await committer.write(closing.operations.splice(0), closing.drafts.splice(0))
}

/** An incident has four rows: itself, its line among the open ones, the counter, the finding that waited. */
const closingOperationsMax = 4 * incidentsPerWrite

/** The incidents that are open under `paths` once the closing batch is written, by path. */
export async function openAfter(
  meta: KeyValue,
  paths: readonly BytePath[],
  closing: Closing,
): Promise<Incident[]> {
  const open = new Map<number, Incident>()
  for (const path of paths)
    for (const incident of await openIncidentsUnder(meta, path)) open.set(incident.id, incident)
  for (const [id, incident] of closing.incidents) {
    if (isOpen(incident)) open.set(id, incident)
    else open.delete(id)
  }
  return [...open.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}
