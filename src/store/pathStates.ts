import type { TreeEntry } from '../domain/entry.ts'
import { snapshotsFollowedMax } from '../domain/limits.ts'
import type { Oid } from '../domain/oid.ts'
import { type BytePath, type ByteName, parentOf, rootPath } from '../domain/path.ts'
import type { StoredSnapshot } from '../domain/snapshot.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import type { Objects } from './objects.ts'
import { listSnapshots } from './snapshots.ts'
import type { Store } from './store.ts'
import { findEntry, namesBelow } from './treePaths.ts'

/** A stretch of successive snapshots in which a path held the same; `entry` is null while nothing was there. */
export interface PathState {
  readonly entry: TreeEntry | null
  /** The snapshot that brought it. */
  readonly first: StoredSnapshot
  /** The newest snapshot that still has it. */
  readonly last: StoredSnapshot
}

/**
 * What a path held, newest first, from the newest `followed` snapshots of its root and of the roots that were
 * adopted into it. A snapshot whose directories on the way are those of its neighbour costs no read below them.
 * Empty when no snapshot has the path.
 */
export async function pathStates(
  store: Store,
  path: BytePath,
  followed = snapshotsFollowedMax,
): Promise<readonly PathState[]> {
  const snapshots = await snapshotsAround(store.meta, path, followed)
  if (snapshots.length === 0) return []
  const objects = await store.objects()
  const states: PathState[] = []
  let trail: Trail = []
  let root: BytePath | undefined
  for (const snapshot of snapshots) {
    const names = namesBelow(snapshot.root, path) ?? []
    trail = await follow(objects, snapshot.tree, { names, known: snapshot.root === root ? trail : [] })
    root = snapshot.root
    addState(states, trail.at(-1)?.entry ?? null, snapshot)
  }
  return states.every(({ entry }) => entry === null) ? [] : states
}

/** An older snapshot makes the last stretch longer, or begins another one. */
function addState(states: PathState[], entry: TreeEntry | null, snapshot: StoredSnapshot): void {
  const newer = states.at(-1)
  if (newer !== undefined && isSameState(newer.entry, entry))
    states[states.length - 1] = { ...newer, first: snapshot }
  else states.push({ entry, first: snapshot, last: snapshot })
}

/** Newest first. A root is one of the directories above the path. */
async function snapshotsAround(
  meta: KeyValue,
  path: BytePath,
  followed: number,
): Promise<readonly StoredSnapshot[]> {
  const found: StoredSnapshot[] = []
  for (let root = path; root !== rootPath; ) {
    root = parentOf(root)
    let taken = 0
    for await (const snapshot of listSnapshots(meta, root)) {
      found.push(snapshot)
      taken += 1
      if (taken === followed) break
    }
  }
  return found.sort((a, b) => b.at - a.at).slice(0, followed)
}

/** Per name on the way: the tree it was looked up in (null: there was no directory) and what was found. */
type Trail = readonly { readonly tree: Oid | null; readonly entry: TreeEntry | undefined }[]

async function follow(
  objects: Objects,
  top: Oid,
  { names, known }: { readonly names: readonly ByteName[]; readonly known: Trail },
): Promise<Trail> {
  const trail: Trail[number][] = []
  let tree: Oid | null = top
  for (const [depth, name] of names.entries()) {
    // From an equal tree on everything is equal.
    if (known[depth]?.tree === tree) return [...trail, ...known.slice(depth)]
    const entry: TreeEntry | undefined =
      tree === null ? undefined : findEntry(await objects.readTree(tree), name)
    trail.push({ tree, entry })
    tree = entry?.kind === 'directory' ? entry.oid : null
  }
  return trail
}

/** Directories are one state however their inside changes: their history is that of their files. */
function isSameState(a: TreeEntry | null, b: TreeEntry | null): boolean {
  if (a === null || b === null) return a === b
  if (a.kind !== b.kind) return false
  if (a.kind === 'directory') return true
  return a.oid === b.oid && (a.oid !== null || a.size === b.size)
}
