import { decodeIndexHeader, IndexPage } from '../codec/indexPage.ts'
import { kindRange, parseIdKey, parseIndexPageKey } from '../codec/keys.ts'
import { decodeRecord } from '../codec/record.ts'
import { decodeRow } from '../codec/row.ts'
import type { TreeEntry } from '../domain/entry.ts'
import type { Hold } from '../domain/hold.ts'
import type { Oid } from '../domain/oid.ts'
import { rootPath } from '../domain/path.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { decodeManifest, listBaselines } from './baselines.ts'
import type { GcPlan } from './gcPlan.ts'
import { allIncidents } from './incidents.ts'
import type { Objects } from './objects.ts'
import { type OidSet, oidSet } from './oidSet.ts'
import { pendingUnder } from './openItems.ts'
import { listRefs } from './refs.ts'
import { listPacks } from './rulePacks.ts'
import { readRows } from './rows.ts'
import { readSnapshot } from './snapshots.ts'

/** What must stay. A content may be in its set by mistake, never be missing from it; the set of trees is exact. */
export interface LiveObjects {
  readonly contents: OidSet
  readonly trees: OidSet
}

/**
 * Everything that is reached from what the plan keeps: snapshots, every row of the index, refs, packs, tickets, holds,
 * known-good contents and open items (decision 24). Throws for damage anywhere on the way: nothing may be collected on
 * half a view.
 */
export async function markLive(
  { meta, objects }: { readonly meta: KeyValue; readonly objects: Objects },
  plan: GcPlan,
  holds: readonly Hold[],
): Promise<LiveObjects> {
  const live = { contents: oidSet('approximate'), trees: oidSet('exact') }
  for (const oid of plan.ticketContents) live.contents.add(oid)
  await markNamed(meta, live.contents)
  await markBaselines({ meta, objects }, live.contents)
  await markHeld(meta, live.contents, holds)
  // Page by page and snapshot by snapshot: what waits to be visited is at most one of them and the way down to it.
  for await (const [key, value] of readRows(meta, kindRange('index-page')))
    await markTrees(objects, live, markPage(live.contents, key, value))
  for (const id of plan.keptSnapshots) await markTrees(objects, live, [(await readSnapshot(meta, id)).tree])
  return live
}

async function markNamed(meta: KeyValue, contents: OidSet): Promise<void> {
  for await (const { target } of listRefs(meta)) if (target.kind === 'content') contents.add(target.oid)
  for (const { fingerprint } of await listPacks(meta)) contents.add(fingerprint)
  for await (const [key] of readRows(meta, { ...kindRange('known-good'), keysOnly: true }))
    contents.add(parseIdKey(key))
  for await (const { oid, before } of pendingUnder(meta, rootPath)) {
    contents.add(oid)
    if (before !== null) contents.add(before)
  }
  for await (const [key, value] of readRows(meta, kindRange('undecided')))
    contents.add((decodeRow('undecided', key, value) as { oid: Oid }).oid)
}

/** By their lists as well: a content in more baselines than its row has names would go with the last of the names. */
async function markBaselines(
  { meta, objects }: { readonly meta: KeyValue; readonly objects: Objects },
  contents: OidSet,
): Promise<void> {
  for (const { name, manifest } of await listBaselines(meta)) {
    for (const { oid } of decodeManifest(name, await objects.readContent(manifest))) contents.add(oid)
  }
}

async function markHeld(meta: KeyValue, contents: OidSet, holds: readonly Hold[]): Promise<void> {
  const scans = new Set<number>()
  for (const { subject } of holds) {
    if (subject.kind === 'content' || subject.kind === 'incident') contents.add(subject.oid)
    if (subject.kind === 'scan') scans.add(subject.scan)
  }
  if (scans.size === 0) return
  for await (const { oid, openedByScan } of allIncidents(meta)) if (scans.has(openedByScan)) contents.add(oid)
}

/** Marks the contents of one index page and answers the trees that it names. */
function markPage(contents: OidSet, key: Buffer, value: Buffer): Oid[] {
  const { path, page } = parseIndexPageKey(key)
  const { payload } = decodeRecord(value, key, 'index-page')
  const trees: Oid[] = []
  const own = page === 0 ? decodeIndexHeader(payload, path).tree : null
  if (own !== null) trees.push(own)
  const entries = new IndexPage(payload, page, path)
  for (let i = 0; i < entries.count; i += 1) {
    const { oid, stat } = entries.entry(i)
    if (oid === null) continue
    if (stat.kind === 'directory') trees.push(oid)
    else contents.add(oid)
  }
  return trees
}

async function markTrees(objects: Objects, live: LiveObjects, tops: readonly Oid[]): Promise<void> {
  const open = tops.filter((tree) => live.trees.add(tree))
  for (let tree = open.pop(); tree !== undefined; tree = open.pop()) {
    for (const below of markEntries(live.contents, await objects.readTree(tree)))
      if (live.trees.add(below)) open.push(below)
  }
}

function markEntries(contents: OidSet, entries: readonly TreeEntry[]): Oid[] {
  const trees: Oid[] = []
  for (const { kind, oid } of entries) {
    if (oid === null) continue
    if (kind === 'directory') trees.push(oid)
    else contents.add(oid)
  }
  return trees
}
