import type { TreeEntry } from '../domain/entry.ts'
import type { Oid } from '../domain/oid.ts'
import { type BytePath, type ByteName, componentsOf, isWithin } from '../domain/path.ts'
import type { Objects } from './objects.ts'

/** The names that lead from `root` down to `path`; undefined when `path` is not inside. */
export function namesBelow(root: BytePath, path: BytePath): readonly ByteName[] | undefined {
  return isWithin(path, root) ? componentsOf(path).slice(componentsOf(root).length) : undefined
}

/** What `names`, at least one, lead to below `tree`; undefined when nothing was there. */
export async function entryAt(
  objects: Objects,
  tree: Oid,
  names: readonly ByteName[],
): Promise<TreeEntry | undefined> {
  let found: TreeEntry | undefined
  let directory: Oid | null = tree
  for (const name of names) {
    if (directory === null) return undefined
    found = findEntry(await objects.readTree(directory), name)
    directory = found?.kind === 'directory' ? found.oid : null
  }
  return found
}

/** `entries` are sorted bytewise, as trees are. */
export function findEntry(entries: readonly TreeEntry[], name: ByteName): TreeEntry | undefined {
  let low = 0
  let high = entries.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const candidate = entries[middle]
    if (candidate === undefined || candidate.name === name) return candidate
    if (candidate.name < name) low = middle + 1
    else high = middle - 1
  }
  return undefined
}
