import type { EventDraft } from '../../domain/event.ts'
import { incidentsPerWrite } from '../../domain/limits.ts'
import type { Operation } from '../../domain/operation.ts'
import { runOperations } from '../../vault/runOperations.ts'
import type { OperationRequest } from '../../vault/vault.ts'
import { settleAftermath } from '../aftermath.ts'
import type { ServiceContext } from '../context.ts'
import type { Rescan } from '../contract/act.ts'
import type { Aftermath } from '../contract/aftermath.ts'
import { rescan } from '../rescan.ts'
import { vaultContext } from '../vaultContext.ts'
import type { Order, PreparedFile } from './prepare.ts'

/** Operations as they ended, and what the scan of their paths found. */
export interface CarriedOut {
  readonly operations: readonly Operation[]
  readonly rescan: Rescan
  readonly aftermath: Aftermath
}

/** Runs the operations and scans what they touched. When `signal` aborts, the group at work is finished. */
export async function carryOut(
  context: ServiceContext,
  requests: readonly OperationRequest[],
  signal: AbortSignal,
): Promise<CarriedOut> {
  const [first] = requests
  if (first === undefined) return nothingDone
  const vault = await vaultContext(context)
  const { status } = context.holding
  let done = 0
  const operations = await runOperations(vault, requests, signal, () => {
    done += 1
    const what = `${first.kind} of ${String(requests.length)} files`
    context.holding.status = { ...status, what, filesDone: done, filesExpected: requests.length }
  })
  const touched = operations.filter(({ outcome }) => outcome !== 'refused').map(({ path }) => path)
  const found = await rescan(context, touched, first.cause)
  return { operations, rescan: found, aftermath: await settleAftermath(context, operations, first.cause) }
}

/** Of a run without operations. */
export const nothingDone: CarriedOut = {
  operations: [],
  rescan: { state: 'none' },
  aftermath: { stale: [], hook: { state: 'none' } },
}

/** What could not be cleaned stays infected, and its history says why. */
export async function recordUncleaned(
  context: ServiceContext,
  files: readonly PreparedFile[],
  { policy, cause, scan }: Order,
): Promise<void> {
  if (policy.action !== 'clean') return
  const { initiator } = context
  const drafts = files.flatMap(({ incident, step }): EventDraft[] => {
    if (step.kind !== 'refused') return []
    const { id, path, oid, owner } = incident
    const detail = { reason: step.reason, why: step.detail }
    const ofScan = scan === null ? {} : { scan }
    return [{ event: 'cleanup-failed', cause, initiator, incident: id, path, oid, owner, detail, ...ofScan }]
  })
  const journal = await context.journal()
  for (let from = 0; from < drafts.length; from += incidentsPerWrite) {
    await journal.write([], drafts.slice(from, from + incidentsPerWrite))
  }
}
