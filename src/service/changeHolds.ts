import { HoldfastError, unreachable } from '../domain/errors.ts'
import type { EventDraft, EventDetail } from '../domain/event.ts'
import { formatHoldId, type Hold, type HoldSubject } from '../domain/hold.ts'
import { formatScanId } from '../domain/incident.ts'
import { holdsMax, reasonTextMax } from '../domain/retentionLimits.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { readCounters } from '../store/counters.ts'
import { forgetHold, holdOperation, listHolds } from '../store/holds.ts'
import { readScan } from '../store/scans.ts'
import type { ServiceContext } from './context.ts'
import type { HoldRequest } from './contract/holds.ts'
import { resolveTarget } from './target.ts'

/** From now on nothing of the subject expires or is purged. Throws as resolveTarget; HF_NOT_FOUND for a scan, HF_USAGE, HF_LIMIT. */
export async function addHold(context: ServiceContext, request: HoldRequest): Promise<Hold> {
  const { meta } = context.store
  const { reason } = request
  if (reason.length > reasonTextMax)
    throw new HoldfastError('HF_USAGE', `a reason has at most ${String(reasonTextMax)} characters`)
  const subject = await subjectOf(meta, request.subject)
  if ((await listHolds(meta)).length >= holdsMax)
    throw new HoldfastError('HF_LIMIT', `there are ${String(holdsMax)} holds already`)
  const { id, operation } = (await readCounters(meta)).next('hold')
  const { machine, initiator } = context
  const hold: Hold = { id, subject, reason, initiator, addedAt: machine.clock.now() }
  await (await context.journal()).write([operation, holdOperation(hold)], [changed(context, hold, 'added')])
  return hold
}

/** What is past its time goes with the next gc. HF_NOT_FOUND. */
export async function removeHold(context: ServiceContext, id: number): Promise<Hold> {
  const hold = (await listHolds(context.store.meta)).find((candidate) => candidate.id === id)
  if (hold === undefined) {
    throw new HoldfastError('HF_NOT_FOUND', `there is no hold ${formatHoldId(id)}`, {
      facts: { hold: id },
      hint: 'list them: holdfast hold list',
    })
  }
  await (await context.journal()).write([forgetHold(id)], [changed(context, hold, 'removed')])
  return hold
}

async function subjectOf(meta: KeyValue, asked: HoldRequest['subject']): Promise<HoldSubject> {
  switch (asked.kind) {
    case 'user':
      return asked
    case 'scan':
      if ((await readScan(meta, asked.scan)) !== undefined) return asked
      throw new HoldfastError('HF_NOT_FOUND', `there is no scan ${formatScanId(asked.scan)}`, {
        facts: { scan: asked.scan },
      })
    case 'target': {
      const target = await resolveTarget(meta, asked.target)
      if (target.kind !== 'incident') return target
      const { id, path, oid } = target.incident
      return { kind: 'incident', incident: id, path, oid }
    }
    default:
      return unreachable(asked)
  }
}

function changed(
  { initiator }: ServiceContext,
  { id, subject, reason }: Hold,
  change: 'added' | 'removed',
): EventDraft {
  const detail: EventDetail = {
    change,
    hold: formatHoldId(id),
    about: subject.kind,
    reason: reason === '' ? null : reason,
    ...(subject.kind === 'scan' ? { scan: formatScanId(subject.scan) } : {}),
  }
  return {
    event: 'hold-changed',
    cause: 'manual',
    initiator,
    detail,
    ...('path' in subject ? { path: subject.path } : {}),
    ...('oid' in subject ? { oid: subject.oid } : {}),
    ...('owner' in subject ? { owner: subject.owner } : {}),
    ...('incident' in subject ? { incident: subject.incident } : {}),
  }
}
