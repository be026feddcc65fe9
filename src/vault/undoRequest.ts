import { formatOperationId, type Operation } from '../domain/operation.ts'
import { undoChainMax } from '../domain/actingLimits.ts'
import { effectOf } from '../store/effects.ts'
import { readIncident } from '../store/incidents.ts'
import { getContent } from '../store/contents.ts'
import { storeTime } from './storeTime.ts'
import type { Expected, FileChange, OperationRequest, Refusal, UndoTerms, VaultContext } from './vault.ts'

/**
 * The request that would put back what lay at the path before `operation`, or why there is none. An undo is an operation
 * like any other, so the undo of an undo does again what was undone. Changes nothing; whether what comes back is malicious
 * is for the caller to ask.
 */
export async function undoRequest(
  context: Pick<VaultContext, 'store' | 'clock'>,
  operation: Operation,
  terms: UndoTerms,
): Promise<OperationRequest | Refusal> {
  const refusal =
    notUndoable(operation) ??
    (await overlong(context, operation)) ??
    (await expired(context, operation)) ??
    (await lost(context, operation))
  if (refusal !== null) return refusal
  const { incident, path, owner, rules, before } = operation
  return {
    kind: 'undo',
    path,
    expected: expectedNow(operation, terms),
    change: before === null ? { kind: 'remove' } : bringBack(before, terms),
    incident: incident === null ? null : ((await readIncident(context.store.meta, incident)) ?? null),
    owner,
    method: null,
    source: formatOperationId(operation.id),
    rules,
    undoes: operation.id,
    scan: terms.scan,
    cause: terms.cause,
    initiator: terms.initiator,
  }
}

function notUndoable(operation: Operation): Refusal | null {
  const { kind, outcome, undoneBy } = operation
  const refuse = (why: string): Refusal => ({
    kind: 'refused',
    code: 'HF_NOT_UNDOABLE',
    why: `${formatOperationId(operation.id)} ${why}`,
  })
  if (kind === 'ignore' || kind === 'purge') return refuse('did not change a file')
  if (outcome === 'open') return refuse('has not ended')
  if (outcome !== 'done') return refuse('was not done, so there is nothing to undo')
  return undoneBy === null ? null : refuse(`was undone by ${formatOperationId(undoneBy)}`)
}

/** What a chain comes to is told by following it, as far as its limit: it may not become longer than that. */
async function overlong(
  { store }: Pick<VaultContext, 'store'>,
  operation: Operation,
): Promise<Refusal | null> {
  if (!(await effectOf(store.meta, operation)).isFull) return null
  const id = formatOperationId(operation.id)
  const why = `${id} is the last of ${undoChainMax} undoings of undoings; no more can follow`
  return { kind: 'refused', code: 'HF_NOT_UNDOABLE', why }
}

async function expired(
  context: Pick<VaultContext, 'store' | 'clock'>,
  operation: Operation,
): Promise<Refusal | null> {
  const { undoableUntil } = operation
  if (undoableUntil !== null && undoableUntil > (await storeTime(context))) return null
  const why = `the original of ${formatOperationId(operation.id)} is no longer kept`
  return { kind: 'refused', code: 'HF_ORIGINAL_EXPIRED', why }
}

/** A purge takes bytes away before the ticket ends, and damage may. */
async function lost({ store }: Pick<VaultContext, 'store'>, operation: Operation): Promise<Refusal | null> {
  const { before } = operation
  if (before === null) return null
  const row = await getContent(store.meta, before.oid)
  const [isThere] = await (await store.objects()).hasContents([before.oid])
  if (row?.kept === 'whole' && isThere === true) return null
  const why = `the bytes that ${formatOperationId(operation.id)} would bring back are not in the store`
  return { kind: 'refused', code: 'HF_NOT_KEPT', why }
}

function expectedNow({ after }: Operation, { expected }: UndoTerms): Expected {
  if (expected === 'anything') return { kind: 'anything' }
  return after === null ? { kind: 'absent' } : { kind: 'content', oid: after.oid }
}

function bringBack(before: NonNullable<Operation['before']>, { privileged }: UndoTerms): FileChange {
  return {
    kind: 'replace',
    content: { kind: 'stored', oid: before.oid },
    metadata: { kind: 'recorded', metadata: before.metadata },
    privileged,
  }
}
