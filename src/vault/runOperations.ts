import { operationGroupBytes, operationGroupMax } from '../domain/actingLimits.ts'
import type { Operation } from '../domain/operation.ts'
import type { BytePath } from '../domain/path.ts'
import { readBusyStages } from '../store/stages.ts'
import { actOn } from './actOn.ts'
import { type Begun, beginGroup } from './beginGroup.ts'
import { endRun } from './endRun.ts'
import { type Look, lookAt } from './lookAt.ts'
import { captureAll, type Located, locate } from './locate.ts'
import { makePlace } from './makePlace.ts'
import { recoverOperations } from './recoverOperations.ts'
import type { ActedJob } from './seenJob.ts'
import { settle } from './settle.ts'
import { troubleOf } from './trouble.ts'
import type { OperationRequest, VaultContext } from './vault.ts'
import { openWorkplaces, type Workplaces } from './workplaces.ts'

/**
 * Carries out the requests in order, in groups that share each barrier, and answers how each ended, in the same order: done,
 * refused or failed with its reason, or still `open` when the disk did not let it be ended; the next recovery does.
 * Nothing that happens to one file stops the others. `report` gets each as soon as its group is durable. A signal ends the
 * run after the group at work: fewer are answered than were asked. Ends what an earlier run left open first. Throws when
 * the store cannot go on (HF_DISK_FULL, HF_IO, HF_STORE_CORRUPT...); what is open then is ended by the next recovery.
 */
export async function runOperations(
  context: VaultContext,
  requests: readonly OperationRequest[],
  signal: AbortSignal,
  report: (operation: Operation) => void,
): Promise<readonly Operation[]> {
  await recoverOperations(context)
  const busy = new Set(await readBusyStages(context.store.meta))
  const ended: Operation[] = []
  while (ended.length < requests.length && !signal.aborted) {
    const group = await runGroup(
      context,
      requests.slice(ended.length, ended.length + operationGroupMax),
      busy,
    )
    ended.push(...group)
    group.forEach(report)
  }
  await endRun(context, busy)
  return ended
}

/** Carries out as many of the requests, from the first, as make a group. */
async function runGroup(
  context: VaultContext,
  requests: readonly OperationRequest[],
  busy: Set<BytePath>,
): Promise<readonly Operation[]> {
  const workplaces = openWorkplaces(context.calls)
  try {
    const looks = await lookAtGroup(context, workplaces, requests)
    const begun = await beginGroup(context, workplaces, looks, busy)
    const acted = begun.filter((one) => one.state === 'open').map((one) => act(context, workplaces, one))
    const settled = new Map((await settle(context, acted)).map((operation) => [operation.id, operation]))
    return begun.map((one) => {
      if (one.state === 'refused') return one.operation
      return settled.get(one.job.operation.id) ?? one.job.operation
    })
  } finally {
    workplaces.close()
  }
}

async function lookAtGroup(
  context: VaultContext,
  workplaces: Workplaces,
  requests: readonly OperationRequest[],
): Promise<readonly Look[]> {
  const group = takeGroup(workplaces, requests)
  const there = group.filter(({ place }) => place !== null)
  const captured = captureAll(
    context.calls,
    there.map(({ place }) => place).filter((place) => place !== null),
  )
  const found = new Map(there.map((located, i) => [located, captured[i]]))
  const looks: Look[] = []
  for (const located of group)
    looks.push(await lookAt(context, withTrouble(located, found), found.get(located) ?? null))
  return looks
}

/** Two requests for one path are never in one group: the second is to see what the first left. */
function takeGroup(workplaces: Workplaces, requests: readonly OperationRequest[]): readonly Located[] {
  const group: Located[] = []
  const paths = new Set<BytePath>()
  let bytes = 0
  for (const request of requests) {
    if (paths.has(request.path) || bytes >= operationGroupBytes) break
    const located = locate(workplaces, request)
    paths.add(request.path)
    group.push(located)
    bytes += located.size + newBytesOf(request)
  }
  return group
}

/** What comes from the store is mostly small, and not known before it is read. */
function newBytesOf({ change }: OperationRequest): number {
  if (change.kind === 'remove' || change.content.kind === 'stored') return 0
  return change.content.bytes.length
}

function withTrouble(located: Located, found: ReadonlyMap<Located, unknown>): Located {
  const hasFailed = found.has(located) && found.get(located) === undefined
  return hasFailed ? { ...located, reason: 'unreadable' } : located
}

function act(
  context: VaultContext,
  workplaces: Workplaces,
  { job, plan }: Begun & { readonly state: 'open' },
): ActedJob {
  if (job.place !== null) return { job, ...actOn(context.calls, job, plan) }
  try {
    const placed = { ...job, place: makePlace(context, workplaces, job, plan) }
    return { job: placed, ...actOn(context.calls, placed, plan) }
  } catch (error) {
    return { job, trouble: troubleOf(error), notes: [] }
  }
}
