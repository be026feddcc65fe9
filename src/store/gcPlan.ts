import { kindRange, parseRootSnapshotKey } from '../codec/keys.ts'
import { type Hold, holdsSnapshot, holdsTicket } from '../domain/hold.ts'
import type { Oid } from '../domain/oid.ts'
import { contentsOf } from '../domain/operation.ts'
import type { BytePath } from '../domain/path.ts'
import { pastSnapshots } from '../domain/retention.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { openOperationIds, requireOperation, ticketsByEnd } from './operations.ts'
import { listRefs } from './refs.ts'
import { readRows } from './rows.ts'
import { readSnapshot } from './snapshots.ts'

export interface ListedSnapshot {
  readonly root: BytePath
  readonly at: number
  readonly id: Oid
}

export interface EndedTicket {
  readonly at: number
  readonly operation: number
}

/** What time and holds decide; what follows for contents and trees is a matter of reachability (gcMark.ts). */
export interface GcPlan {
  readonly pastSnapshots: readonly ListedSnapshot[]
  readonly keptSnapshots: readonly Oid[]
  readonly endedTickets: readonly EndedTicket[]
  /** Of tickets that go on, and of operations that were not ended. */
  readonly ticketContents: readonly Oid[]
}

export interface RetentionTerms {
  /** Milliseconds since 1970. */
  readonly now: number
  readonly holds: readonly Hold[]
}

/** Reads rows of meta only. Throws HF_RECORD_CORRUPT, HF_STORE_CORRUPT for a ticket without its operation. */
export async function planGc(meta: KeyValue, terms: RetentionTerms): Promise<GcPlan> {
  return { ...(await planSnapshots(meta, terms)), ...(await planTickets(meta, terms)) }
}

async function planSnapshots(
  meta: KeyValue,
  terms: RetentionTerms,
): Promise<Pick<GcPlan, 'pastSnapshots' | 'keptSnapshots'>> {
  const pinned = new Set<Oid>()
  for await (const { target } of listRefs(meta)) if (target.kind === 'snapshot') pinned.add(target.oid)
  const past: ListedSnapshot[] = []
  const kept: Oid[] = []
  for await (const ofRoot of snapshotsByRoot(meta)) {
    const goes = new Set<ListedSnapshot>()
    for (const snapshot of pastSnapshots(ofRoot, terms.now)) {
      if (!pinned.has(snapshot.id) && !(await isHeld(meta, snapshot, terms.holds))) goes.add(snapshot)
    }
    for (const snapshot of ofRoot) {
      if (goes.has(snapshot)) past.push(snapshot)
      else kept.push(snapshot.id)
    }
  }
  return { pastSnapshots: past, keptSnapshots: [...new Set([...kept, ...pinned])] }
}

/** Each root's snapshots, newest first. */
async function* snapshotsByRoot(meta: KeyValue): AsyncGenerator<ListedSnapshot[]> {
  let ofRoot: ListedSnapshot[] = []
  for await (const [key] of readRows(meta, { ...kindRange('root-snapshot'), keysOnly: true })) {
    const row = parseRootSnapshotKey(key)
    if (ofRoot[0] !== undefined && ofRoot[0].root !== row.root) {
      yield ofRoot.reverse()
      ofRoot = []
    }
    ofRoot.push(row)
  }
  if (ofRoot.length > 0) yield ofRoot.reverse()
}

async function isHeld(
  meta: KeyValue,
  { root, id }: ListedSnapshot,
  holds: readonly Hold[],
): Promise<boolean> {
  if (holds.length === 0) return false
  const { scan } = await readSnapshot(meta, id)
  return holds.some((hold) => holdsSnapshot(hold, { root, scan }))
}

async function planTickets(
  meta: KeyValue,
  { now, holds }: RetentionTerms,
): Promise<Pick<GcPlan, 'endedTickets' | 'ticketContents'>> {
  const ended: EndedTicket[] = []
  const contents: Oid[] = []
  for await (const ticket of ticketsByEnd(meta)) {
    const operation = await requireOperation(meta, ticket.operation)
    if (ticket.at <= now && !holds.some((hold) => holdsTicket(hold, operation))) ended.push(ticket)
    else contents.push(...contentsOf(operation))
  }
  for (const id of await openOperationIds(meta))
    contents.push(...contentsOf(await requireOperation(meta, id)))
  return { endedTickets: ended, ticketContents: contents }
}
