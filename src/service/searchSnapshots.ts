import { pastFilesMax, searchedTreesMax } from '../domain/limits.ts'
import type { Oid } from '../domain/oid.ts'
import { type BytePath, joinPath } from '../domain/path.ts'
import type { StoredSnapshot } from '../domain/snapshot.ts'
import type { Objects } from '../store/objects.ts'
import { listSnapshots } from '../store/snapshots.ts'
import type { Store } from '../store/store.ts'
import type { PastFile } from './contract/blob.ts'

export interface SnapshotSearch {
  readonly files: readonly PastFile[]
  readonly snapshots: number
  /** False when searchedTreesMax or pastFilesMax ended the search. */
  readonly complete: boolean
}

/**
 * The paths that had a content, in all snapshots. A tree without it is read once however many snapshots share it, so
 * the cost is that of the distinct trees, and memory that of their ids.
 */
export async function searchSnapshots(store: Store, oid: Oid): Promise<SnapshotSearch> {
  const search: Search = { oid, objects: await store.objects(), without: new Set(), found: new Map() }
  let snapshots = 0
  for await (const snapshot of listSnapshots(store.meta)) {
    if (!(await searchTree(search, snapshot))) return { files: filesOf(search), snapshots, complete: false }
    snapshots += 1
  }
  return { files: filesOf(search), snapshots, complete: true }
}

interface Search {
  readonly oid: Oid
  readonly objects: Objects
  /** Trees that do not have the content anywhere below. */
  readonly without: Set<Oid>
  readonly found: Map<BytePath, PastFile>
}

/** One directory on the way down, and whether the content lies in it or below. */
interface Open {
  readonly tree: Oid
  readonly path: BytePath
  readonly below: { readonly tree: Oid; readonly path: BytePath }[]
  hasContent: boolean
}

/** Answers false when a limit was reached. */
async function searchTree(search: Search, snapshot: StoredSnapshot): Promise<boolean> {
  const open: Open[] = [await openTree(search, snapshot, { tree: snapshot.tree, path: snapshot.root })]
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    if (search.without.size > searchedTreesMax || search.found.size > pastFilesMax) return false
    const next = level.below.pop()
    if (next === undefined) {
      closeTree(search, open)
      continue
    }
    if (!search.without.has(next.tree)) open.push(await openTree(search, snapshot, next))
  }
  return true
}

async function openTree(
  search: Search,
  snapshot: StoredSnapshot,
  { tree, path }: { readonly tree: Oid; readonly path: BytePath },
): Promise<Open> {
  const opened: Open = { tree, path, below: [], hasContent: false }
  for (const { name, kind, oid } of await search.objects.readTree(tree)) {
    if (oid === null) continue
    if (kind === 'directory') opened.below.push({ tree: oid, path: joinPath(path, name) })
    if (kind !== 'file' || oid !== search.oid) continue
    opened.hasContent = true
    note(search, snapshot, joinPath(path, name))
  }
  opened.below.reverse()
  return opened
}

function closeTree({ without }: Search, open: Open[]): void {
  const closed = open.pop()
  const parent = open.at(-1)
  if (closed === undefined) return
  if (!closed.hasContent) without.add(closed.tree)
  else if (parent !== undefined) parent.hasContent = true
}

/** Snapshots come newest first. */
function note({ found }: Search, snapshot: StoredSnapshot, path: BytePath): void {
  const known = found.get(path)
  if (known === undefined) found.set(path, { path, oldest: snapshot, newest: snapshot, snapshots: 1 })
  else found.set(path, { ...known, oldest: snapshot, snapshots: known.snapshots + 1 })
}

function filesOf({ found }: Search): readonly PastFile[] {
  return [...found.values()]
}
