import type { EventDraft } from '../domain/event.ts'
import type { Operation, OperationReason } from '../domain/operation.ts'
import { type BytePath, parentOf } from '../domain/path.ts'
import type { BatchOperation } from '../kv/keyValue.ts'
import { operationOperations } from '../store/operations.ts'
import { busyStagesOperation } from '../store/stages.ts'
import { type Job, type Way, copyWay, stageWay } from './job.ts'
import { type ContentToKeep, keepContents } from './keepContents.ts'
import type { Look, Plan } from './lookAt.ts'
import { endedEvents, startedEvent } from './operationEvents.ts'
import { reasonText } from './reasonText.ts'
import { storeTime } from './storeTime.ts'
import { troubleOf } from './trouble.ts'
import type { OperationRequest, VaultContext } from './vault.ts'
import type { Workplaces } from './workplaces.ts'

/** A request that has its number: refused at once, or open in the store and to be acted on. */
export type Begun =
  | { readonly state: 'refused'; readonly operation: Operation }
  | { readonly state: 'open'; readonly job: Job; readonly plan: Plan }

/**
 * Everything that must be on the disk before a file is touched, in this order: originals and new contents in one synced
 * batch, then all operations as open ones with their events in one synced batch of meta. `busy`: tops of the stages that
 * this run has used; those of this group are added.
 */
export async function beginGroup(
  context: VaultContext,
  workplaces: Workplaces,
  looks: readonly Look[],
  busy: Set<BytePath>,
): Promise<readonly Begun[]> {
  const at = await storeTime(context)
  const rows: BatchOperation[] = []
  const begun = looks.map((look) => {
    const { id, operation: counter } = context.counters.next('operation')
    rows.push(counter)
    return begin(context, workplaces, look, { id, at })
  })
  for (const one of begun) if (one.state === 'open') noteBusy(busy, one.job)
  rows.unshift(...(await keepContents(context, begun.flatMap(contentsToKeep))))
  const operations = begun.map(operationOf)
  rows.push(...operations.flatMap((operation) => operationOperations(operation, null)))
  if (busy.size > 0) rows.push(busyStagesOperation([...busy]))
  await context.journal.write(rows, operations.flatMap(firstEvents))
  return begun
}

interface Beginning {
  readonly id: number
  readonly at: number
}

function begin(context: VaultContext, workplaces: Workplaces, look: Look, beginning: Beginning): Begun {
  const { request } = look
  if (look.state === 'refused') {
    const operation = refusedAtOnce(request, look.reason, { ...beginning, before: look.before })
    return { state: 'refused', operation }
  }
  const before = look.before?.version ?? null
  const way = wayOf(context, workplaces, look, beginning.id)
  if (typeof way === 'string') {
    const operation = refusedAtOnce(request, way, { ...beginning, before })
    return { state: 'refused', operation }
  }
  const operation: Operation = {
    ...common(request, beginning),
    outcome: 'open',
    reason: null,
    why: null,
    before,
    after: look.after?.version ?? null,
    stage: way.kind === 'stage' ? way.top : null,
    notes: way.kind === 'copy' ? [...look.notes, { kind: 'copy-mode' }] : look.notes,
    finishedAt: null,
  }
  const takes = request.expected.kind === 'anything' ? 'anything' : 'before'
  return { state: 'open', plan: look, job: { operation, place: look.place, way: way.way, takes } }
}

type ChosenWay =
  | { readonly kind: 'stage'; readonly top: BytePath; readonly way: Way }
  | { readonly kind: 'copy'; readonly way: Way }

/** A stage when the mount may have one. Without it missing directories cannot be made: they are made ready in the stage. */
function wayOf(
  { store }: VaultContext,
  workplaces: Workplaces,
  { request, place }: Plan,
  id: number,
): ChosenWay | OperationReason {
  const top = workplaces.topOf(parentOf(request.path))
  try {
    const stage = workplaces.stage(top)
    if (stage.kind === 'stage') return { kind: 'stage', top, way: stageWay(store, stage, id) }
    if (stage.reason === 'read-only' || stage.reason === 'no-space') return stage.reason
  } catch (error) {
    return troubleOf(error)
  }
  return place === null ? 'unsafe-place' : { kind: 'copy', way: copyWay(store, id) }
}

function refusedAtOnce(
  request: OperationRequest,
  reason: OperationReason,
  { id, at, before }: Beginning & { readonly before: Operation['before'] },
): Operation {
  return {
    ...common(request, { id, at }),
    outcome: 'refused',
    reason,
    why: reasonText(reason),
    before,
    after: null,
    stage: null,
    notes: [],
    finishedAt: at,
  }
}

type CommonFields =
  | 'id'
  | 'kind'
  | 'path'
  | 'owner'
  | 'incident'
  | 'scan'
  | 'displaced'
  | 'method'
  | 'source'
  | 'rules'
  | 'undoes'
  | 'undoneBy'
  | 'cause'
  | 'initiator'
  | 'startedAt'
  | 'undoableUntil'

function common(request: OperationRequest, { id, at }: Beginning): Pick<Operation, CommonFields> {
  const { kind, path, owner, incident, scan, method, source, rules, undoes, cause, initiator } = request
  return {
    id,
    kind,
    path,
    owner,
    scan,
    method,
    source,
    rules,
    undoes,
    cause,
    initiator,
    incident: incident?.id ?? null,
    displaced: [],
    undoneBy: null,
    startedAt: at,
    undoableUntil: null,
  }
}

function noteBusy(busy: Set<BytePath>, { operation }: Job): void {
  if (operation.stage !== null) busy.add(operation.stage)
}

function contentsToKeep(begun: Begun): readonly ContentToKeep[] {
  if (begun.state === 'refused') return []
  const { before, after } = begun.plan
  return [before, after]
    .filter((one) => one !== null)
    .map(({ version, bytes }) => ({ oid: version.oid, bytes }))
}

function operationOf(begun: Begun): Operation {
  return begun.state === 'refused' ? begun.operation : begun.job.operation
}

function firstEvents(operation: Operation): readonly EventDraft[] {
  return operation.outcome === 'open' ? [startedEvent(operation)] : endedEvents(operation, false)
}
