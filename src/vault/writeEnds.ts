import type { EventDraft } from '../domain/event.ts'
import type { Incident, IncidentStatus } from '../domain/incident.ts'
import { unreachable } from '../domain/errors.ts'
import type { Operation, OperationNote } from '../domain/operation.ts'
import type { BatchOperation } from '../kv/keyValue.ts'
import { incidentOperations, openIncidentAt, readIncident } from '../store/incidents.ts'
import { effectOf } from '../store/effects.ts'
import { operationOperations, readOperation } from '../store/operations.ts'
import { conclude, ticketEnd, tookSomething } from './conclude.ts'
import { endedEvents } from './operationEvents.ts'
import type { SeenJob } from './seenJob.ts'
import { storeTime } from './storeTime.ts'
import type { VaultContext } from './vault.ts'

export interface EndedJob {
  readonly seen: SeenJob
  readonly operation: Operation
}

/**
 * The end of each operation with its events, its ticket and what it means for its incident, as one synced batch together
 * with `rows`: what the history says and what the rows say cannot come apart.
 */
export async function writeEnds(
  context: VaultContext,
  jobs: readonly SeenJob[],
  rows: readonly BatchOperation[],
): Promise<readonly EndedJob[]> {
  if (jobs.length === 0 && rows.length === 0) return []
  const at = await storeTime(context)
  const operations: BatchOperation[] = [...rows]
  const drafts: EventDraft[] = []
  const ended: EndedJob[] = []
  for (const seen of jobs) {
    const operation = await endOf(context, seen, at)
    operations.push(...operationOperations(operation, seen.job.operation))
    operations.push(...(await undoneOperations(context, operation)))
    operations.push(...(await statusOperations(context, operation)))
    drafts.push(...endedEvents(operation, await isFromQuarantine(context, operation)))
    ended.push({ seen, operation })
  }
  await context.journal.write(operations, drafts)
  return ended
}

async function endOf({ store, retention }: VaultContext, seen: SeenJob, at: number): Promise<Operation> {
  const { job, finding, putBack } = seen
  const concluded = conclude({ operation: job.operation, takes: job.takes, finding, putBack })
  const notes = [...concluded.notes, ...seen.notes, ...putBackNote(seen)]
  const undoableUntil = tookSomething(concluded)
    ? await ticketEnd(store.meta, concluded, { at, retention })
    : null
  return { ...concluded, notes, finishedAt: at, undoableUntil }
}

function putBackNote({ finding, putBack }: SeenJob): readonly OperationNote[] {
  if (putBack?.where !== 'back' || finding.state !== 'other') return []
  return [{ kind: 'put-back', oid: finding.took.version.oid }]
}

/** The operation that was undone says by which one; a restore of its original is that too. */
async function undoneOperations({ store }: VaultContext, operation: Operation): Promise<BatchOperation[]> {
  if (operation.outcome !== 'done' || operation.undoes === null) return []
  const undone = await readOperation(store.meta, operation.undoes)
  if (undone === undefined) return []
  return operationOperations({ ...undone, undoneBy: operation.id }, undone)
}

async function isFromQuarantine({ store }: VaultContext, operation: Operation): Promise<boolean> {
  if (operation.kind !== 'restore' || operation.undoes === null) return false
  return (await effectOf(store.meta, operation)).first.kind === 'quarantine'
}

async function statusOperations({ store }: VaultContext, operation: Operation): Promise<BatchOperation[]> {
  const { incident: id, outcome, finishedAt } = operation
  if (id === null || outcome !== 'done') return []
  const incident = await readIncident(store.meta, id)
  const { first, state } = await effectOf(store.meta, operation)
  const status = state === 'reversed' ? 'restored' : statusAfter(first)
  if (incident === undefined || status === null) return []
  const changed: Incident = { ...incident, status, closedAt: incident.closedAt ?? finishedAt, resolved: null }
  const [row, open] = incidentOperations(changed)
  const current = await openIncidentAt(store.meta, incident.path)
  // A later episode may be open at the path: it stays in the list of the open ones.
  const isListed = current !== undefined && current.id !== id
  return [row, isListed ? undefined : open].filter((one) => one !== undefined)
}

function statusAfter({ kind, method }: Operation): IncidentStatus | null {
  switch (kind) {
    case 'clean':
      return method === 'trim' ? 'content-removed' : 'cleaned'
    case 'quarantine':
      return 'quarantined'
    case 'delete':
      return 'deleted'
    case 'restore':
    case 'undo':
      return 'restored'
    case 'ignore':
    case 'purge':
      return null
    default:
      return unreachable(kind)
  }
}
