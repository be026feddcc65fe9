import { formatInstant } from '../../domain/clock.ts'
import { HoldfastError } from '../../domain/errors.ts'
import type { Ignore } from '../../domain/ignore.ts'
import { ignoredListedMax, ignoresMax, reasonTextMax } from '../../domain/retentionLimits.ts'
import { readCounters } from '../../store/counters.ts'
import { forgetIgnore, ignoreOperation, listIgnores } from '../../store/ignores.ts'
import type { ServiceContext } from '../context.ts'
import type { IgnoreChange, IgnoreRequest } from '../contract/ignores.ts'
import { recordOperation } from '../recordOperation.ts'
import { operationsCausedBy } from './causedBy.ts'
import { arrangeIgnores } from './readIgnores.ts'
import { type Reviewed, reviewIgnored } from './review.ts'
import { resolveScope } from './resolveScope.ts'
import { changeEvent, placeOf, rulesIn } from './scopeFacts.ts'

/** Adds an entry; what it covers leaves lists and actions at once. Throws as resolveScope, HF_USAGE, HF_LIMIT, HF_STORE_LOCKED. */
export async function addIgnore(context: ServiceContext, request: IgnoreRequest): Promise<IgnoreChange> {
  return await context.gate.alone(async () => await add(context, request))
}

/** Takes an entry out; what nothing else covers is open again. HF_NOT_FOUND, HF_STORE_LOCKED. */
export async function removeIgnore(context: ServiceContext, id: number): Promise<IgnoreChange> {
  return await context.gate.alone(async () => {
    const ignore = (await listIgnores(context.store.meta)).find((candidate) => candidate.id === id)
    if (ignore === undefined) throw noSuchIgnore(id)
    const removed = changeEvent(context.initiator, ignore, {
      event: 'unignored',
      cause: 'manual',
      change: 'removed',
    })
    await (await context.journal()).write([forgetIgnore(id)], [removed])
    const reviewed = await reviewIgnored(context, placeOf(ignore.scope), 'manual')
    return { ...changeOf(ignore, reviewed), caused: [] }
  })
}

async function add(context: ServiceContext, request: IgnoreRequest): Promise<IgnoreChange> {
  const { meta } = context.store
  const now = context.machine.clock.now()
  requireSense(request, now)
  const { scope, incident, owner } = await resolveScope(meta, request.subject)
  if ((await listIgnores(meta)).length >= ignoresMax)
    throw new HoldfastError('HF_LIMIT', `the ignore list has ${String(ignoresMax)} entries`)
  const counters = await readCounters(meta)
  const { id, operation } = counters.next('ignore')
  const { reason, expiresAt } = request
  const ignore: Ignore = { id, scope, reason, initiator: context.initiator, addedAt: now, expiresAt }
  // A pattern that cannot be meant is refused before it is written.
  arrangeIgnores([ignore])
  const { rows } = recordOperation(context, counters, {
    kind: 'ignore',
    path: placeOf(scope),
    owner,
    incident,
    source: `ignore ${String(id)}`,
    rules: rulesIn(scope),
  })
  const added = changeEvent(context.initiator, ignore, { event: 'ignored', cause: 'manual', change: 'added' })
  await (await context.journal()).write([operation, ignoreOperation(ignore), ...rows], [added])
  const reviewed = await reviewIgnored(context, placeOf(scope), 'manual')
  return { ...changeOf(ignore, reviewed), caused: await operationsCausedBy(meta, ignore, now) }
}

function requireSense({ reason, expiresAt }: IgnoreRequest, now: number): void {
  if (reason.length > reasonTextMax)
    throw new HoldfastError('HF_USAGE', `a reason has at most ${String(reasonTextMax)} characters`)
  if (expiresAt !== null && expiresAt <= now)
    throw new HoldfastError(
      'HF_USAGE',
      `an entry that expires at ${formatInstant(expiresAt)} is over already`,
    )
}

function changeOf(ignore: Ignore, { incidents, undecided }: Reviewed): Omit<IgnoreChange, 'caused'> {
  const items = incidents.slice(0, ignoredListedMax)
  return { ignore, incidents: { items, total: incidents.length }, undecided }
}

function noSuchIgnore(id: number): HoldfastError {
  return new HoldfastError('HF_NOT_FOUND', `the ignore list has no entry ${String(id)}`, {
    facts: { ignore: id },
    hint: 'list them: holdfast ignore list',
  })
}
