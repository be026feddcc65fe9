import type { Cause } from '../../domain/event.ts'
import { HoldfastError } from '../../domain/errors.ts'
import { collectEveryMsMax } from '../../domain/retentionLimits.ts'
import type { Collected, CollectedStep } from '../../store/gc.ts'
import { collect, previewGc } from '../../store/gc.ts'
import { lastGcOperation, readLastGc } from '../../store/gcMemory.ts'
import { planGc } from '../../store/gcPlan.ts'
import { listHolds } from '../../store/holds.ts'
import { openOperationIds } from '../../store/operations.ts'
import { readLastFsck } from '../lastFsck.ts'
import type { ServiceContext } from '../context.ts'
import type { GcReport, GcRequest } from '../contract/gc.ts'
import { momentOf, requireSoundClock } from './clockGuard.ts'

/**
 * Removes, or counts, what is past its time and what nothing refers to. Never while a scan or an operation is running, nor
 * after a check that found damage. HF_STORE_LOCKED, HF_STORE_CORRUPT, HF_CLOCK_JUMPED, HF_OPERATION_REFUSED.
 */
export async function runGc(context: ServiceContext, request: GcRequest): Promise<GcReport> {
  return await context.gate.alone(async () => await removeOrCount(context, request, 'manual'))
}

/**
 * The end of a scheduled scan: collects when something has expired, or when that was long ago. An unchanged night costs a
 * look at the lists of snapshots and tickets. Answers null when there was nothing to do.
 */
export async function gcAfterScan(context: ServiceContext): Promise<GcReport | null> {
  return await context.gate.alone(async () => {
    if (!(await isDue(context))) return null
    return await removeOrCount(context, { mode: 'remove', clock: 'check' }, 'scheduled')
  })
}

async function isDue({ store, machine }: ServiceContext): Promise<boolean> {
  const now = machine.clock.now()
  const last = await readLastGc(store.meta)
  if (last === undefined || now - last.at >= collectEveryMsMax) return true
  const plan = await planGc(store.meta, { now, holds: await listHolds(store.meta) })
  return plan.pastSnapshots.length + plan.endedTickets.length > 0
}

async function removeOrCount(context: ServiceContext, request: GcRequest, cause: Cause): Promise<GcReport> {
  const { store, machine } = context
  const { meta } = store
  await requireNoDamage(context)
  await requireNoOpenOperation(context)
  const now = momentOf(machine.clock)
  if (request.clock === 'check') await requireSoundClock(meta, now)
  const work = { meta, objects: await store.objects(), now: now.at, holds: await listHolds(meta) }
  if (request.mode === 'preview') return { mode: 'preview', ...(await previewGc(work)) }
  const journal = await context.journal()
  if (request.clock === 'accept') await acceptClock(context, cause)
  const collected = await collect({
    ...work,
    commit: async (operations, step) => {
      await journal.write(operations, gcEvents(context, cause, step))
    },
  })
  await journal.write([lastGcOperation({ ...now, seq: journal.head.seq })], [])
  return { mode: 'remove', ...collected }
}

/** In the batch of the event, so that it holds even when the collection itself fails. */
async function acceptClock({ journal, machine, initiator }: ServiceContext, cause: Cause): Promise<void> {
  const opened = await journal()
  const now = momentOf(machine.clock)
  await opened.write(
    [lastGcOperation({ ...now, seq: opened.head.seq + 1 })],
    [{ event: 'gc', cause, initiator, detail: { clock: 'accepted' } }],
  )
}

function gcEvents(
  { initiator }: ServiceContext,
  cause: Cause,
  { digest, ...counts }: CollectedStep,
): Parameters<Awaited<ReturnType<ServiceContext['journal']>>['write']>[1] {
  if (isNothing(counts)) return []
  return [{ event: 'gc', cause, initiator, detail: { ...counts, digest } }]
}

function isNothing(counts: Collected): boolean {
  return Object.values(counts).every((count) => count === 0)
}

async function requireNoDamage({ store }: ServiceContext): Promise<void> {
  const last = await readLastFsck(store.meta)
  if (last === undefined || last.ok) return
  throw new HoldfastError(
    'HF_STORE_CORRUPT',
    'the last check of this store found damage, so nothing is removed',
    {
      facts: { checkedAt: last.at },
      hint: 'holdfast fsck, and holdfast fsck --repair; after a check without problems gc goes on',
    },
  )
}

/** Operations are ended, forward or back, when the store is opened: one that is open now is being carried out. */
async function requireNoOpenOperation({ store }: ServiceContext): Promise<void> {
  const [open] = await openOperationIds(store.meta)
  if (open === undefined) return
  throw new HoldfastError('HF_OPERATION_REFUSED', 'an operation was not ended, so nothing is removed', {
    facts: { operation: open },
    hint: 'see it: holdfast operation list',
  })
}
