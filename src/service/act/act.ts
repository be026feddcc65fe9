import { type ActionPolicy, policyOf } from '../../domain/action.ts'
import { HoldfastError, invariant } from '../../domain/errors.ts'
import type { CleanMethod } from '../../domain/operation.ts'
import type { HeldRun } from '../../domain/safety.ts'
import type { Config } from '../../domain/config.ts'
import { staleCodeAfter } from '../aftermath.ts'
import type { ServiceContext } from '../context.ts'
import type { OperationRequest } from '../../vault/vault.ts'
import type { ActReport, ActRequest, Plan } from '../contract/act.ts'
import { carryOut, recordUncleaned } from './carryOut.ts'
import { countRun } from './countRun.ts'
import { withDiffs, withoutDiffs } from './diffOf.ts'
import { heldError, recordHeld } from './held.ts'
import { type Order, prepareFiles, type PreparedFile } from './prepare.ts'
import { selectIncidents } from './select.ts'

/** What an action would do, with diffs. Nothing is changed. Throws as selectIncidents and prepareFiles. */
export async function planAction(context: ServiceContext, request: ActRequest): Promise<Plan> {
  const { files, held } = await prepareAction(context, request)
  const stale = staleCodeAfter(context, filesToChange(files))
  return { action: request.action, files: await withDiffs(context.store, files), left: [], held, stale }
}

/**
 * Plans, counts, acts, and scans what was touched (decision 3). HF_HELD when that is more than one run may change: then
 * nothing was. A file that cannot be acted on never stops the others.
 */
export async function act(
  context: ServiceContext,
  request: ActRequest,
  signal: AbortSignal,
): Promise<ActReport> {
  const { order, files, held } = await prepareAction(context, request)
  if (held !== null) {
    await recordHeld(context, held, order)
    throw heldError(held)
  }
  const requests = files.flatMap((file) => file.request ?? [])
  const done = await carryOut(context, requests, signal)
  await recordUncleaned(context, files, order)
  const { stale } = done.aftermath
  const plan = { action: request.action, files: withoutDiffs(files), left: [], held: null, stale }
  return { plan, ...done }
}

interface PreparedAction {
  readonly order: Order
  readonly files: readonly PreparedFile[]
  readonly held: HeldRun | null
}

async function prepareAction(context: ServiceContext, request: ActRequest): Promise<PreparedAction> {
  const policy = requestedPolicy(request, context.settings.config)
  const order: Order = { policy, cause: request.cause, scan: null }
  const incidents = await selectIncidents(context.store.meta, request)
  const files = await prepareFiles(context, incidents, order)
  return { order, files, held: await countRun(context, filesToChange(files), request.maxFiles) }
}

export function filesToChange(files: readonly PreparedFile[]): readonly OperationRequest[] {
  return files.flatMap(({ request }) => (request === null ? [] : [request]))
}

function requestedPolicy({ action, method }: ActRequest, { malware }: Config): ActionPolicy {
  if (method !== null && action !== 'clean') {
    throw new HoldfastError('HF_USAGE', `there are no ways to ${action}; --method is for clean`)
  }
  const policy = policyOf(action, malware.standalone)
  invariant(policy !== null, 'an action that is asked for is one')
  return method === null ? policy : withMethod(policy, method)
}

/** Who asks for an empty file by name gets one, whatever malware.standalone says. */
function withMethod(policy: ActionPolicy, method: CleanMethod): ActionPolicy {
  return { ...policy, methods: [method], standalone: method === 'trim' ? 'trim' : policy.standalone }
}
