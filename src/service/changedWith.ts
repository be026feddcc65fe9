import { type Accounts, ownerOf } from '../domain/owner.ts'
import type { BytePath } from '../domain/path.ts'
import { readSnapshot } from '../store/snapshots.ts'
import type { Store } from '../store/store.ts'
import { diffTrees } from './diffTrees.ts'
import type { PathState } from '../store/pathStates.ts'

/**
 * How many files of the same account, this one included, changed in the scan that brought the newest state of `path`; 0
 * when that was the first scan of its root, which says nothing about change.
 */
export async function countChangedWith(
  store: Store,
  path: BytePath,
  states: readonly PathState[],
  accounts: Accounts,
): Promise<number> {
  const newest = states[0]
  if (newest === undefined || newest.entry === null || newest.first.parent === null) return 0
  const before = await readSnapshot(store.meta, newest.first.parent)
  const owner = ownerOf(path, newest.entry.uid, accounts)
  const changes = diffTrees(await store.objects(), before.root, before.tree, newest.first.tree)
  let changed = 0
  for await (const change of changes) {
    const entry = change.after ?? change.before
    if (entry?.kind === 'file' && ownerOf(change.path, entry.uid, accounts) === owner) changed += 1
  }
  return changed
}
