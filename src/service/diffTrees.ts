import { encodeTree } from '../codec/tree.ts'
import type { TreeEntry } from '../domain/entry.ts'
import type { Oid } from '../domain/oid.ts'
import { type ByteName, type BytePath, joinPath } from '../domain/path.ts'
import type { Objects } from '../store/objects.ts'
import type { ChangeMark } from './contract/snapshots.ts'

/** One name that two trees disagree on; null where it does not exist. */
export interface EntryChange {
  readonly mark: ChangeMark
  readonly path: BytePath
  readonly before: TreeEntry | null
  readonly after: TreeEntry | null
}

/**
 * What changed between two trees of `top`, in walk order; null = nothing there. Equal subtrees are not read. A directory
 * is named when its mode or owner changed, or when it came or went empty; what happens inside is told of the files.
 * Memory: the entries of the directories on the way down.
 */
export async function* diffTrees(
  objects: Objects,
  top: BytePath,
  before: Oid | null,
  after: Oid | null,
): AsyncGenerator<EntryChange> {
  const open = [await openPairs(objects, top, before, after)]
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    const pair = level.next().value
    if (pair === undefined) {
      open.pop()
      continue
    }
    const mark = markOf(pair)
    if (mark !== undefined) yield { mark, ...pair }
    const below = [treeOf(pair.before), treeOf(pair.after)] as const
    if (below[0] !== below[1]) open.push(await openPairs(objects, pair.path, ...below))
  }
}

interface Sides {
  readonly before: TreeEntry | null
  readonly after: TreeEntry | null
}

interface EntryPair extends Sides {
  readonly path: BytePath
}

async function openPairs(
  objects: Objects,
  directory: BytePath,
  before: Oid | null,
  after: Oid | null,
): Promise<Iterator<EntryPair, undefined>> {
  if (before === after) return pairsOf(directory, [], [])
  const old = before === null ? [] : await objects.readTree(before)
  const fresh = after === null ? [] : await objects.readTree(after)
  return pairsOf(directory, old, fresh)
}

/** Both lists are sorted bytewise by name, so one pass pairs them. */
function* pairsOf(
  directory: BytePath,
  old: readonly TreeEntry[],
  fresh: readonly TreeEntry[],
): Generator<EntryPair, undefined> {
  let i = 0
  let j = 0
  for (let pair = headsOf(old[i], fresh[j]); pair !== undefined; pair = headsOf(old[i], fresh[j])) {
    if (pair.before !== null) i += 1
    if (pair.after !== null) j += 1
    yield { path: joinPath(directory, pair.name), before: pair.before, after: pair.after }
  }
}

/** Of the next entries of both lists the one with the smaller name, or both when it is the same. */
function headsOf(
  a: TreeEntry | undefined,
  b: TreeEntry | undefined,
): (Sides & { name: ByteName }) | undefined {
  if (a === undefined) return b === undefined ? undefined : { name: b.name, before: null, after: b }
  if (b === undefined || a.name < b.name) return { name: a.name, before: a, after: null }
  return { name: b.name, before: a.name === b.name ? a : null, after: b }
}

function markOf({ before, after }: Sides): ChangeMark | undefined {
  if (before === null || after === null) return onlyInside(before ?? after) ? undefined : presenceMark(before)
  if (before.kind !== after.kind) return 'T'
  if (before.kind !== 'directory' && contentDiffers(before, after)) return after.silentChange ? '?' : 'M'
  return sameRights(before, after) ? undefined : 'T'
}

function sameRights(before: TreeEntry, after: TreeEntry): boolean {
  return before.mode === after.mode && before.uid === after.uid && before.gid === after.gid
}

function presenceMark(before: TreeEntry | null): ChangeMark {
  return before === null ? 'A' : 'D'
}

/** A directory that came or went with something in it: what was in it says so. */
function onlyInside(entry: TreeEntry | null): boolean {
  return entry?.kind === 'directory' && entry.oid !== null && entry.oid !== emptyTree
}

const emptyTree = encodeTree([]).oid

/** A file that was identified by its stat on one side has no content to compare; then its size decides. */
function contentDiffers(before: TreeEntry, after: TreeEntry): boolean {
  if (before.oid !== null && after.oid !== null) return before.oid !== after.oid
  return before.size !== after.size
}

function treeOf(entry: TreeEntry | null): Oid | null {
  return entry?.kind === 'directory' ? entry.oid : null
}
