import { knownGoodKey } from '../../codec/keys.ts'
import { holdsTicket } from '../../domain/hold.ts'
import type { Oid } from '../../domain/oid.ts'
import { contentsOf } from '../../domain/operation.ts'
import { collectAgeMsMin, keepersListedMax } from '../../domain/retentionLimits.ts'
import { getContent } from '../../store/contents.ts'
import { listHolds } from '../../store/holds.ts'
import { allIncidents } from '../../store/incidents.ts'
import { openOperationIds, readOperation, ticketsByEnd } from '../../store/operations.ts'
import { listRefs } from '../../store/refs.ts'
import { listPacks } from '../../store/rulePacks.ts'
import type { Store } from '../../store/store.ts'
import { readTombstone } from '../../store/tombstones.ts'
import { resolveContentId, unknownContent } from '../contentId.ts'
import type { ServiceContext } from '../context.ts'
import type { Keeper, KeptBecause } from '../contract/gc.ts'
import { filesHaving } from '../findContent.ts'
import { searchSnapshots } from '../searchSnapshots.ts'

/** Everything that keeps one content in the store: with none of it, the next gc takes it. As resolveContentId. */
export async function explainKept({ store, machine }: ServiceContext, content: string): Promise<KeptBecause> {
  const oid = await resolveContentId(store.meta, content)
  const row = await getContent(store.meta, oid)
  if (row === undefined) throw unknownContent(oid)
  const past = await searchSnapshots(store, oid)
  const keepers: Keeper[] = [
    ...(await filesWith(store, oid)),
    ...past.files.slice(0, keepersListedMax).map(({ path, oldest, newest, snapshots }): Keeper => {
      return { by: 'snapshot', path, oldest: oldest.id, newest: newest.id, snapshots }
    }),
    ...(await operationsWith(store, oid, machine.clock.now())),
    ...(await holdsOn(store, oid)),
    ...(await namesOf(store, oid)),
  ]
  const { firstSeenAt } = row
  if (machine.clock.now() - firstSeenAt < collectAgeMsMin) keepers.push({ by: 'age', firstSeenAt })
  const purgedAt = (await readTombstone(store.meta, oid))?.purgedAt ?? null
  return { oid, size: row.size, kept: row.kept, purgedAt, keepers, complete: past.complete }
}

async function filesWith({ meta }: Store, oid: Oid): Promise<Keeper[]> {
  const keepers: Keeper[] = []
  for await (const { path } of filesHaving(meta, oid)) {
    keepers.push({ by: 'file', path })
    if (keepers.length === keepersListedMax) break
  }
  return keepers
}

async function operationsWith({ meta }: Store, oid: Oid, now: number): Promise<Keeper[]> {
  const keepers: Keeper[] = []
  const holds = await listHolds(meta)
  for await (const { at, operation: id } of ticketsByEnd(meta)) {
    const operation = await readOperation(meta, id)
    if (operation === undefined || !contentsOf(operation).includes(oid)) continue
    if (at > now || holds.some((hold) => holdsTicket(hold, operation)))
      keepers.push({ by: 'operation', operation: id, until: at })
    if (keepers.length === keepersListedMax) return keepers
  }
  for (const id of await openOperationIds(meta)) {
    const operation = await readOperation(meta, id)
    if (operation !== undefined && contentsOf(operation).includes(oid))
      keepers.push({ by: 'operation', operation: id, until: null })
  }
  return keepers
}

async function holdsOn({ meta }: Store, oid: Oid): Promise<Keeper[]> {
  const keepers: Keeper[] = []
  for (const { id, subject } of await listHolds(meta)) {
    const isNamed = (subject.kind === 'content' || subject.kind === 'incident') && subject.oid === oid
    if (isNamed || (subject.kind === 'scan' && (await foundBy(meta, subject.scan, oid))))
      keepers.push({ by: 'hold', hold: id })
  }
  return keepers
}

async function foundBy(meta: Store['meta'], scan: number, oid: Oid): Promise<boolean> {
  for await (const incident of allIncidents(meta))
    if (incident.openedByScan === scan && incident.oid === oid) return true
  return false
}

async function namesOf({ meta }: Store, oid: Oid): Promise<Keeper[]> {
  const keepers: Keeper[] = []
  for (const { name, fingerprint } of await listPacks(meta))
    if (fingerprint === oid) keepers.push({ by: 'rules', pack: name })
  for await (const { name, target } of listRefs(meta))
    if (target.kind === 'content' && target.oid === oid) keepers.push({ by: 'ref', name })
  const [isKnownGood] = await meta.hasMany([knownGoodKey(oid)])
  if (isKnownGood === true) keepers.push({ by: 'known-good' })
  return keepers
}
