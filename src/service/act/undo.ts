import { HoldfastError } from '../../domain/errors.ts'
import { displayPath } from '../../domain/displayPath.ts'
import { shortOid } from '../../domain/oid.ts'
import { formatOperationId, type Operation } from '../../domain/operation.ts'
import { actingKind } from '../../store/effects.ts'
import { allOperations } from '../../store/operations.ts'
import { undoRequest } from '../../vault/undoRequest.ts'
import type { OperationRequest, VaultContext } from '../../vault/vault.ts'
import { readEntry } from '../../index/readDirectory.ts'
import type { ServiceContext } from '../context.ts'
import type { UndoRefusal, UndoReport, UndoRequest } from '../contract/undo.ts'
import { typedOperation } from '../operations.ts'
import { vaultContext } from '../vaultContext.ts'
import { carryOut, nothingDone } from './carryOut.ts'
import { type FreshJudge, withFreshJudge } from './judgeToday.ts'
import { expiredError, isExpired, refuseInfected } from './putBack.ts'

/**
 * Reverses operations, each through the gate. One that is refused never stops the others; HF_NOT_FOUND for an id that was
 * never given. When `signal` aborts, the group at work is finished.
 */
export async function undo(
  context: ServiceContext,
  request: UndoRequest,
  signal: AbortSignal,
): Promise<UndoReport> {
  const chosen = await choose(context, request)
  if (request.mode === 'list' || chosen.length === 0) {
    const { rescan, aftermath } = nothingDone
    return { chosen, done: [], refused: [], rescan, aftermath }
  }
  const { requests, refused } = await passGate(context, chosen, request)
  const { operations, rescan, aftermath } = await carryOut(context, [...requests.keys()], signal)
  const failures = operations.flatMap((operation): UndoRefusal[] => {
    const undone = chosen.find(({ id }) => id === operation.undoes)
    return undone === undefined || operation.outcome === 'done' ? [] : [notCarriedOut(undone, operation)]
  })
  const done = operations.filter(({ outcome }) => outcome === 'done')
  return { chosen, done, refused: [...refused, ...failures], rescan, aftermath }
}

async function choose(context: ServiceContext, { operations }: UndoRequest): Promise<readonly Operation[]> {
  const { meta } = context.store
  if (operations.kind === 'rule') return await causedBy(context, operations.rule)
  const chosen: Operation[] = []
  for (const id of new Set(operations.ids)) chosen.push(await typedOperation(meta, id))
  return chosen
}

/** What a rule alone brought about and what can still be undone, newest first. */
async function causedBy(context: ServiceContext, rule: number): Promise<readonly Operation[]> {
  const found: Operation[] = []
  const { meta } = context.store
  for await (const operation of allOperations(meta)) {
    const { rules, outcome, undoneBy, undoableUntil } = operation
    const only = rules.length > 0 && rules.every((one) => one === rule)
    const isUndoable = outcome === 'done' && undoneBy === null && undoableUntil !== null
    if (!only || !isUndoable || isExpired(context, operation)) continue
    if ((await actingKind(meta, operation)) !== null) found.push(operation)
  }
  return found
}

interface Passed {
  /** In the order chosen; the operation that each one undoes. */
  readonly requests: ReadonlyMap<OperationRequest, Operation>
  readonly refused: readonly UndoRefusal[]
}

async function passGate(
  context: ServiceContext,
  chosen: readonly Operation[],
  request: UndoRequest,
): Promise<Passed> {
  const vault = await vaultContext(context)
  return await withFreshJudge(context, async (judge) => {
    const requests = new Map<OperationRequest, Operation>()
    const refused: UndoRefusal[] = []
    for (const operation of chosen) {
      const answer = await requestFor({ context, vault, judge }, operation, request)
      if (answer instanceof HoldfastError) refused.push(refusalOf(operation, answer))
      else requests.set(answer, operation)
    }
    return { requests, refused }
  })
}

export interface Passing {
  readonly context: ServiceContext
  readonly vault: VaultContext
  readonly judge: FreshJudge
}

/** What undoes the operation, or why nothing does. */
export async function requestFor(
  { context, vault, judge }: Passing,
  operation: Operation,
  terms: Pick<UndoRequest, 'infected' | 'changed' | 'privileged' | 'cause'>,
): Promise<OperationRequest | HoldfastError> {
  if (isExpired(context, operation)) return await expiredError(context, operation)
  const answer = await undoRequest(vault, operation, {
    expected: terms.changed === 'replace' ? 'anything' : 'as-left',
    privileged: terms.privileged,
    scan: null,
    cause: terms.cause,
    initiator: context.initiator,
  })
  if (answer.kind === 'refused') {
    if (answer.code === 'HF_ORIGINAL_EXPIRED') return await expiredError(context, operation)
    return new HoldfastError(answer.code, answer.why, {
      facts: { operation: operation.id },
      hint: `what happened: holdfast operation show ${formatOperationId(operation.id)}`,
    })
  }
  const changed = terms.changed === 'refuse' ? await changedSince(context, operation) : null
  return changed ?? (await infectedIn(context, judge, operation, { terms, answer })) ?? answer
}

async function infectedIn(
  context: ServiceContext,
  judge: FreshJudge,
  operation: Operation,
  asked: {
    readonly terms: Pick<UndoRequest, 'infected' | 'changed' | 'privileged' | 'cause'>
    readonly answer: OperationRequest
  },
): Promise<HoldfastError | null> {
  const { before, path, incident, owner } = operation
  if (before === null || asked.answer.change.kind === 'remove') return null
  return await refuseInfected(context, judge, { path, oid: before.oid, incident, owner }, asked.terms)
}

/** What the last scan knows already; the disk is asked by the vault. */
async function changedSince({ store }: ServiceContext, operation: Operation): Promise<HoldfastError | null> {
  const entry = await readEntry(store.meta, operation.path)
  const now = entry?.stat.kind === 'file' ? entry.oid : null
  const left = operation.after?.oid ?? null
  if (now === left) return null
  return changedError(operation, now)
}

function changedError(operation: Operation, now: string | null): HoldfastError {
  const id = formatOperationId(operation.id)
  const left = operation.after
  const was = left === null ? `${id} left no file` : `${id} left ${shortOid(left.oid)}`
  const is = now === null ? 'now gone' : `now ${now.slice(0, 8)}`
  const see =
    left !== null && now !== null ? `see: holdfast diff ${shortOid(left.oid)} ${now.slice(0, 8)}    ` : ''
  const keeping = now === null ? '' : `, keeping ${now.slice(0, 8)} in the store`
  return new HoldfastError(
    'HF_CHANGED_SINCE',
    `undo ${id}: the file was changed after ${id} (${is}, ${was}) and was not overwritten`,
    {
      facts: { operation: operation.id, file: displayPath(operation.path) },
      hint: `${see}overwrite${keeping}: --even-if-changed`,
    },
  )
}

function refusalOf(operation: Operation, { code, message, hint }: HoldfastError): UndoRefusal {
  return { operation, code, message, hint }
}

/** The vault met something else on the disk than what was asked for. */
function notCarriedOut(undone: Operation, { reason, why, outcome }: Operation): UndoRefusal {
  if (reason === 'changed' || reason === 'occupied' || reason === 'vanished') {
    return refusalOf(undone, changedOnDisk(undone, why ?? reason))
  }
  const id = formatOperationId(undone.id)
  const code = outcome === 'refused' ? 'HF_OPERATION_REFUSED' : 'HF_IO'
  return refusalOf(undone, new HoldfastError(code, `undo ${id}: ${why ?? outcome}`))
}

function changedOnDisk({ id, path }: Operation, why: string): HoldfastError {
  return new HoldfastError(
    'HF_CHANGED_SINCE',
    `undo ${formatOperationId(id)}: ${why}; nothing was overwritten`,
    {
      facts: { operation: id, file: displayPath(path) },
      hint: 'see: holdfast diff    overwrite, keeping what is there in the store: --even-if-changed',
    },
  )
}
