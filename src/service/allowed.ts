import type { Oid } from '../domain/oid.ts'
import type { Accounts } from '../domain/owner.ts'
import { type BytePath, isWithin } from '../domain/path.ts'
import { type HashList, hasHash, parseHashList } from '../engine/hashlist/hashList.ts'
import { listPacks } from '../store/rulePacks.ts'
import type { Store } from '../store/store.ts'
import { readPack } from './ruleset.ts'

/** Whether a content is on one of the allow lists in use. Opens the objects database only when there are some. */
export async function readAllowed(store: Store): Promise<(oid: Oid) => boolean> {
  const rows = (await listPacks(store.meta)).filter((row) => row.format === 'sha256-allow')
  const lists: HashList[] = []
  for (const row of rows) lists.push(parseHashList((await readPack(store, row)).source, row.name))
  return (oid) => lists.some((list) => hasHash(list, oid))
}

/** Accounts whose home lies under one of the paths; a scan inside one home is about that one account. */
export function accountsWithin(accounts: Accounts, paths: readonly BytePath[]): number {
  const homes = [...accounts.byHome.keys()].filter((home) => paths.some((path) => isWithin(home, path)))
  return Math.max(1, homes.length)
}
