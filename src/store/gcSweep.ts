import {
  contentRowKey,
  kindRange,
  parseIdKey,
  rootSnapshotKey,
  snapshotKey,
  expiryKey,
  verdictKey,
} from '../codec/keys.ts'
import { fileClasses } from '../domain/fileClass.ts'
import { presenceKeysMax } from '../domain/limits.ts'
import type { Oid } from '../domain/oid.ts'
import { collectedPerBatch, collectAgeMsMin } from '../domain/retentionLimits.ts'
import type { BatchOperation, KeyValue } from '../kv/keyValue.ts'
import { type ContentRow, decodeContentRow, getContents } from './contents.ts'
import type { LiveObjects } from './gcMark.ts'
import type { EndedTicket, ListedSnapshot } from './gcPlan.ts'
import type { ObjectKind } from './objectRecords.ts'
import type { Objects } from './objects.ts'
import type { OidSet } from './oidSet.ts'
import { readRows } from './rows.ts'
import { purgedContents } from './tombstones.ts'

export interface DeadContent {
  readonly oid: Oid
  readonly row: ContentRow
}

/** Contents that nothing refers to and that are old enough, in groups of collectedPerBatch. HF_RECORD_CORRUPT. */
export async function* deadContents(
  meta: KeyValue,
  live: OidSet,
  now: number,
): AsyncGenerator<DeadContent[]> {
  let group: DeadContent[] = []
  for await (const [key, value] of readRows(meta, kindRange('content-row'))) {
    const [oid, row] = [parseIdKey(key), decodeContentRow(key, value)]
    if (live.has(oid) || now - row.firstSeenAt < collectAgeMsMin) continue
    group.push({ oid, row })
    if (group.length < collectedPerBatch) continue
    yield group
    group = []
  }
  if (group.length > 0) yield group
}

/** Everything that meta knows of these contents. */
export async function forgetContents(
  meta: KeyValue,
  dead: readonly DeadContent[],
): Promise<BatchOperation[]> {
  const verdicts = dead.flatMap(({ oid }) => fileClasses.map((fileClass) => verdictKey(oid, fileClass)))
  const judged = await meta.hasMany(verdicts)
  const keys = [
    ...dead.map(({ oid }) => contentRowKey(oid)),
    ...verdicts.filter((_, i) => judged[i] === true),
  ]
  return keys.map((key) => ({ type: 'del', key }))
}

export function forgetSnapshots(snapshots: readonly ListedSnapshot[]): BatchOperation[] {
  return snapshots.flatMap(({ root, at, id }) => [
    { type: 'del', key: rootSnapshotKey(root, at, id) },
    { type: 'del', key: snapshotKey(id) },
  ])
}

/** Ends the tickets; the operations themselves stay in the history. */
export function forgetTickets(tickets: readonly EndedTicket[]): BatchOperation[] {
  return tickets.map(({ at, operation }) => ({ type: 'del', key: expiryKey(at, operation) }))
}

export interface StrayObject {
  readonly kind: ObjectKind
  readonly oid: Oid
}

/**
 * Objects that no row speaks of any more: trees that nothing reaches, and contents without a row, which a crash between
 * the two databases leaves. Nobody knows how old they are.
 */
export async function* strayObjects(
  meta: KeyValue,
  { database }: Objects,
  live: LiveObjects,
): AsyncGenerator<StrayObject> {
  for await (const [key] of readRows(database, { ...kindRange('tree'), keysOnly: true })) {
    const oid = parseIdKey(key)
    if (!live.trees.has(oid)) yield { kind: 'tree', oid }
  }
  let unsure: Oid[] = []
  for await (const [key] of readRows(database, { ...kindRange('content'), keysOnly: true })) {
    const oid = parseIdKey(key)
    if (!live.contents.has(oid)) unsure.push(oid)
    if (unsure.length < presenceKeysMax) continue
    yield* withoutRow(meta, unsure)
    unsure = []
  }
  yield* withoutRow(meta, unsure)
}

/** Purged contents whose bytes a crash has left behind. */
export async function purgedRemains(meta: KeyValue, objects: Objects): Promise<Oid[]> {
  const remains: Oid[] = []
  for await (const oid of purgedContents(meta)) {
    const [row] = await getContents(meta, [oid])
    if (row?.kept === 'whole') continue
    const [isThere] = await objects.hasContents([oid])
    if (isThere === true) remains.push(oid)
  }
  return remains
}

async function* withoutRow(meta: KeyValue, oids: readonly Oid[]): AsyncGenerator<StrayObject> {
  const known = await meta.hasMany(oids.map(contentRowKey))
  for (const [i, oid] of oids.entries()) if (known[i] !== true) yield { kind: 'content', oid }
}
