import type { Hold } from '../domain/hold.ts'
import type { Oid } from '../domain/oid.ts'
import { collectAgeMsMin, collectedPerBatch, strayObjectsMax } from '../domain/retentionLimits.ts'
import { startSha256 } from '../hash/streamSha256.ts'
import type { BatchOperation, KeyValue } from '../kv/keyValue.ts'
import { type KnownStrays, readStrays, straysOperation } from './gcMemory.ts'
import { type LiveObjects, markLive } from './gcMark.ts'
import { type GcPlan, planGc } from './gcPlan.ts'
import {
  deadContents,
  forgetContents,
  forgetSnapshots,
  forgetTickets,
  purgedRemains,
  type StrayObject,
  strayObjects,
} from './gcSweep.ts'
import type { Objects } from './objects.ts'
import { eraseContents, removeObjects } from './removeObjects.ts'

/** What left the store, or would. `bytes` are those of kept contents, before they were packed. */
export interface Collected {
  readonly snapshots: number
  readonly tickets: number
  readonly contents: number
  readonly bytes: number
  readonly trees: number
  /** Contents that a crash had left without a row. */
  readonly strays: number
}

/** One step as it is recorded: the counts of this batch, and SHA-256 over its lines `snapshot|ticket|content|tree id`. */
export interface CollectedStep extends Collected {
  readonly digest: Oid
}

export interface Collection {
  readonly meta: KeyValue
  readonly objects: Objects
  /** Milliseconds since 1970. */
  readonly now: number
  readonly holds: readonly Hold[]
  /** Writes rows and the event of a step as one synced batch. */
  readonly commit: (operations: readonly BatchOperation[], step: CollectedStep) => Promise<void>
}

export interface GcReport extends Collected {
  /** What stays. */
  readonly live: { readonly contents: number; readonly trees: number }
}

/**
 * Removes what is past its time and what nothing reaches any more (architecture 4). First everything that stays is marked,
 * which throws for damage and then has changed nothing; then rows go before the objects they name, step by step, so that
 * the store is whole after each. Nobody else may write meanwhile.
 */
export async function collect(work: Collection): Promise<GcReport> {
  const { plan, live } = await survey(work)
  const steps = [
    await removePast(work, plan),
    await removeContents(work, live),
    await removeStrays(work, live),
  ]
  return { ...steps.reduce(add, nothing), live: sizesOf(live) }
}

/** What collect would remove, without touching anything. */
export async function previewGc(work: Omit<Collection, 'commit'>): Promise<GcReport> {
  const { plan, live } = await survey(work)
  let sum = { ...nothing, snapshots: plan.pastSnapshots.length, tickets: plan.endedTickets.length }
  for await (const group of deadContents(work.meta, live.contents, work.now)) sum = add(sum, countOf(group))
  const { ripe } = await sortStrays(work, live)
  return { ...add(sum, strayCounts(ripe)), live: sizesOf(live) }
}

interface Survey {
  readonly plan: GcPlan
  readonly live: LiveObjects
}

async function survey(work: Omit<Collection, 'commit'>): Promise<Survey> {
  const plan = await planGc(work.meta, work)
  return { plan, live: await markLive(work, plan, work.holds) }
}

const nothing: Collected = { snapshots: 0, tickets: 0, contents: 0, bytes: 0, trees: 0, strays: 0 }

async function removePast({ commit }: Collection, plan: GcPlan): Promise<Collected> {
  let sum = nothing
  for (const snapshots of inGroups(plan.pastSnapshots)) {
    const counts = { ...nothing, snapshots: snapshots.length }
    const lines = snapshots.map(({ id }) => `snapshot ${id}`)
    await commit(forgetSnapshots(snapshots), { ...counts, digest: digestOf(lines) })
    sum = add(sum, counts)
  }
  for (const tickets of inGroups(plan.endedTickets)) {
    const counts = { ...nothing, tickets: tickets.length }
    const lines = tickets.map(({ operation }) => `ticket ${String(operation)}`)
    await commit(forgetTickets(tickets), { ...counts, digest: digestOf(lines) })
    sum = add(sum, counts)
  }
  return sum
}

/** A crash between the two databases leaves objects without rows, which are strays of the next collection. */
async function removeContents(
  { meta, objects, now, commit }: Collection,
  live: LiveObjects,
): Promise<Collected> {
  let sum = nothing
  for await (const group of deadContents(meta, live.contents, now)) {
    const counts = countOf(group)
    const oids = group.map(({ oid }) => oid)
    const digest = digestOf(oids.map((oid) => `content ${oid}`))
    await commit(await forgetContents(meta, group), { ...counts, digest })
    await removeObjects(objects.database, 'content', oids)
    sum = add(sum, counts)
  }
  await eraseContents(objects.database, await purgedRemains(meta, objects))
  return sum
}

async function removeStrays(work: Collection, live: LiveObjects): Promise<Collected> {
  const { ripe, waiting } = await sortStrays(work, live)
  for (const group of inGroups(ripe)) {
    for (const kind of ['tree', 'content'] as const) {
      const oids = group.filter((stray) => stray.kind === kind).map(({ oid }) => oid)
      await removeObjects(work.objects.database, kind, oids)
    }
  }
  const counts = strayCounts(ripe)
  const digest = digestOf(ripe.map(({ kind, oid }) => `${kind} ${oid}`))
  await work.commit([straysOperation(waiting)], { ...counts, digest })
  return counts
}

/** Those that were strays a day ago and still are may go; the others are remembered (decision 24: nothing young goes). */
async function sortStrays(
  { meta, objects, now }: Omit<Collection, 'commit'>,
  live: LiveObjects,
): Promise<{ readonly ripe: readonly StrayObject[]; readonly waiting: KnownStrays }> {
  const { before, isRipe, at } = await waitingStrays(meta, now)
  // A list that waits takes no new ones: they would count as older than they are.
  const takesNew = isRipe || before.size === 0
  const ripe: StrayObject[] = []
  const young: StrayObject[] = []
  for await (const stray of strayObjects(meta, objects, live)) {
    const isKnown = before.has(stray.oid)
    if (isKnown && isRipe) ripe.push(stray)
    else if (isKnown || takesNew) young.push(stray)
    if (young.length === strayObjectsMax) break
  }
  return { ripe, waiting: { at: takesNew ? now : at, ...byKind(young) } }
}

async function waitingStrays(
  meta: KeyValue,
  now: number,
): Promise<{ readonly before: ReadonlySet<Oid>; readonly isRipe: boolean; readonly at: number }> {
  const known = await readStrays(meta)
  if (known === undefined) return { before: new Set(), isRipe: false, at: now }
  const { at, contents, trees } = known
  return { before: new Set([...contents, ...trees]), isRipe: now - at >= collectAgeMsMin, at }
}

function byKind(strays: readonly StrayObject[]): Pick<KnownStrays, 'contents' | 'trees'> {
  const of = (kind: StrayObject['kind']): Oid[] =>
    strays.filter((stray) => stray.kind === kind).map(({ oid }) => oid)
  return { contents: of('content'), trees: of('tree') }
}

function countOf(
  group: readonly { readonly row: { readonly kept: string; readonly size: number } }[],
): Collected {
  const bytes = group.reduce((sum, { row }) => sum + (row.kept === 'whole' ? row.size : 0), 0)
  return { ...nothing, contents: group.length, bytes }
}

function strayCounts(strays: readonly StrayObject[]): Collected {
  const trees = strays.filter(({ kind }) => kind === 'tree').length
  return { ...nothing, trees, strays: strays.length - trees }
}

function add(a: Collected, b: Collected): Collected {
  return {
    snapshots: a.snapshots + b.snapshots,
    tickets: a.tickets + b.tickets,
    contents: a.contents + b.contents,
    bytes: a.bytes + b.bytes,
    trees: a.trees + b.trees,
    strays: a.strays + b.strays,
  }
}

function sizesOf(live: LiveObjects): GcReport['live'] {
  return { contents: live.contents.size, trees: live.trees.size }
}

function digestOf(lines: readonly string[]): Oid {
  const hash = startSha256()
  for (const line of lines) hash.update(Buffer.from(`${line}\n`))
  return hash.digestOid()
}

function* inGroups<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let from = 0; from < items.length; from += collectedPerBatch)
    yield items.slice(from, from + collectedPerBatch)
}
