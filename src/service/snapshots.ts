import { displayPath } from '../domain/displayPath.ts'
import { HoldfastError } from '../domain/errors.ts'
import { changesListedMax } from '../domain/limits.ts'
import { shortOid } from '../domain/oid.ts'
import { type BytePath, joinPath, parentOf } from '../domain/path.ts'
import type { StoredSnapshot } from '../domain/snapshot.ts'
import { resolveSnapshot } from '../store/snapshotName.ts'
import { listSnapshots } from '../store/snapshots.ts'
import type { ServiceContext } from './context.ts'
import type { Page, PageRequest } from './contract/page.ts'
import type {
  Change,
  SnapshotDiff,
  SnapshotListing,
  SnapshotQuery,
  TreeListing,
} from './contract/snapshots.ts'
import { diffTrees, type EntryChange } from './diffTrees.ts'
import { rootAbove } from './rootAbove.ts'
import { pathFrom } from './target.ts'
import { entryAt, namesBelow } from '../store/treePaths.ts'

export interface ListEntriesRequest extends PageRequest {
  readonly spec: string
  readonly path: Buffer | null
  readonly cwd: string
}

/** Newest first; without a root, root by root. */
export async function listSnapshotPage(
  { store }: ServiceContext,
  { root, limit, offset }: SnapshotQuery,
): Promise<Page<StoredSnapshot>> {
  const items: StoredSnapshot[] = []
  let total = 0
  for await (const snapshot of listSnapshots(store.meta, root ?? undefined)) {
    if (total >= offset && items.length < limit) items.push(snapshot)
    total += 1
  }
  if (total === 0 && root !== null) throw noSuchRoot(root)
  return { items, total }
}

/** One snapshot by what a person typed. Throws as resolveSnapshot. */
export async function showSnapshot(context: ServiceContext, spec: string): Promise<StoredSnapshot> {
  return await snapshotNamed(context, spec, null)
}

/** The entries of one directory of a snapshot, or the one file that `path` names. HF_NOT_FOUND. */
export async function listSnapshotEntries(
  context: ServiceContext,
  request: ListEntriesRequest,
): Promise<SnapshotListing> {
  const { spec, cwd, limit, offset } = request
  const typed = pathFrom(request.path ?? Buffer.from('.'), cwd)
  const snapshot = await snapshotNamed(context, spec, await rootOf(context, typed))
  const path = request.path === null ? snapshot.root : pathInside(snapshot, typed, request.path)
  const all = await entriesAt(context, snapshot, path)
  return { snapshot, path, items: all.slice(offset, offset + limit), total: all.length }
}

/** What changed from one snapshot of a root to another of the same: at most changesListedMax, all of them counted. */
export async function diffSnapshots(
  context: ServiceContext,
  request: { readonly from: string; readonly to: string },
): Promise<SnapshotDiff> {
  return await compareSnapshots(context, await bothSnapshots(context, request, null), () => true)
}

export interface SnapshotPair {
  readonly from: StoredSnapshot
  readonly to: StoredSnapshot
}

/** The changes at paths that are `wanted`. */
export async function compareSnapshots(
  { store }: ServiceContext,
  { from, to }: SnapshotPair,
  wanted: (path: BytePath) => boolean,
): Promise<SnapshotDiff> {
  const objects = await store.objects()
  const changes: Change[] = []
  let total = 0
  for await (const change of diffTrees(objects, from.root, from.tree, to.tree)) {
    if (!wanted(change.path)) continue
    if (changes.length < changesListedMax) changes.push(changeOf(change))
    total += 1
  }
  return { from, to, changes, total }
}

async function snapshotNamed(
  { store, machine }: ServiceContext,
  spec: string,
  root: BytePath | null,
): Promise<StoredSnapshot> {
  const time = { now: machine.clock.now(), zone: machine.zone() }
  return await resolveSnapshot(store.meta, spec, { root, time })
}

async function rootOf({ store }: ServiceContext, path: BytePath): Promise<BytePath | null> {
  return (await rootAbove(store.meta, path))?.path ?? null
}

/** A path that is not below the root where it was typed may be meant from the root on. */
function pathInside(snapshot: StoredSnapshot, typed: BytePath, text: Buffer): BytePath {
  if (namesBelow(snapshot.root, typed) !== undefined) return typed
  const fromRoot = pathFrom(Buffer.concat([Buffer.from(`${snapshot.root}/`, 'latin1'), text]), '/')
  if (text[0] !== slash && namesBelow(snapshot.root, fromRoot) !== undefined) return fromRoot
  throw notInSnapshot(snapshot, typed)
}

const slash = 47

async function entriesAt(
  { store }: ServiceContext,
  snapshot: StoredSnapshot,
  path: BytePath,
): Promise<readonly TreeListing[]> {
  const objects = await store.objects()
  const names = namesBelow(snapshot.root, path) ?? []
  const entry = names.length === 0 ? undefined : await entryAt(objects, snapshot.tree, names)
  if (names.length > 0 && entry === undefined) throw notInSnapshot(snapshot, path)
  if (entry !== undefined && entry.kind !== 'directory') {
    return [{ path: joinPath(parentOf(path), entry.name), entry }]
  }
  const tree = entry === undefined ? snapshot.tree : entry.oid
  const entries = tree === null ? [] : await objects.readTree(tree)
  return entries.map((inside) => ({ path: joinPath(path, inside.name), entry: inside }))
}

/**
 * Two snapshots of one root. `latest` and times are those of `root`, or of the root that the other side names by id.
 * HF_USAGE for different roots; throws as resolveSnapshot.
 */
export async function bothSnapshots(
  context: ServiceContext,
  { from, to }: { readonly from: string; readonly to: string },
  root: BytePath | null,
): Promise<SnapshotPair> {
  const pair = await pairNamed(context, { from, to }, root)
  if (pair.from.root !== pair.to.root) throw differentRoots(pair.from, pair.to)
  return pair
}

/** The root that holds `path`; null without one. */
export async function snapshotRoot(context: ServiceContext, path: BytePath | null): Promise<BytePath | null> {
  return path === null ? null : await rootOf(context, path)
}

async function pairNamed(
  context: ServiceContext,
  { from, to }: { readonly from: string; readonly to: string },
  root: BytePath | null,
): Promise<SnapshotPair> {
  if (isTimeLike(from) && !isTimeLike(to)) {
    const newer = await snapshotNamed(context, to, root)
    return { from: await snapshotNamed(context, from, newer.root), to: newer }
  }
  const older = await snapshotNamed(context, from, root)
  return { from: older, to: await snapshotNamed(context, to, older.root) }
}

function isTimeLike(spec: string): boolean {
  return !/^[0-9a-fA-F]{8,64}$/.test(spec)
}

/** A directory's own id is no content that could be viewed. */
function changeOf({ mark, path, before, after }: EntryChange): Change {
  const contentOf = (entry: EntryChange['before']): Change['before'] =>
    entry === null || entry.kind === 'directory' ? null : entry.oid
  return { mark, path, before: contentOf(before), after: contentOf(after) }
}

function noSuchRoot(root: BytePath): HoldfastError {
  const shown = displayPath(root)
  return new HoldfastError('HF_NOT_FOUND', `${shown} is not a root that was scanned`, {
    facts: { root: shown },
    hint: 'the roots: holdfast status',
  })
}

function notInSnapshot(snapshot: StoredSnapshot, path: BytePath): HoldfastError {
  const shown = displayPath(path)
  return new HoldfastError('HF_NOT_FOUND', `${shown} is not in snapshot ${shortOid(snapshot.id)}`, {
    facts: { file: shown, snapshot: snapshot.id },
    hint: `it is of ${displayPath(snapshot.root)}: holdfast snapshot ls ${shortOid(snapshot.id)}`,
  })
}

function differentRoots(from: StoredSnapshot, to: StoredSnapshot): HoldfastError {
  const roots = `${displayPath(from.root)} and ${displayPath(to.root)}`
  return new HoldfastError('HF_USAGE', `the snapshots are of different roots: ${roots}`, {
    facts: { from: from.id, to: to.id },
    hint: 'compare two of one root: holdfast snapshot list',
  })
}
