import { cleanBasesMax, peerAccountsMin, peerPlacesMax } from '../../domain/actingLimits.ts'
import type { Oid } from '../../domain/oid.ts'
import { ownerOf } from '../../domain/owner.ts'
import type { Accounts } from '../../domain/owner.ts'
import {
  type BytePath,
  componentsOf,
  isWithin,
  joinPath,
  parseBytePath,
  rootPath,
} from '../../domain/path.ts'
import { entryLookup } from '../../index/entryLookup.ts'
import { readDirectory } from '../../index/readDirectory.ts'
import type { KeyValue } from '../../kv/keyValue.ts'
import { listRoots } from '../../store/roots.ts'
import type { Store } from '../../store/store.ts'
import { readAccounts } from '../accounts.ts'
import { classOfPath } from '../contentVersions.ts'
import { type CleanBase, cleanBytes } from './cleanBase.ts'
import type { CleanReaders } from './cleanReaders.ts'
import type { PlanCleanRequest } from './cleanRequest.ts'

/** What peerAccountsMin other accounts have at the same place, the most frequent content first. */
export async function* peers(
  store: Store,
  readers: CleanReaders,
  { path, oid, incident }: PlanCleanRequest,
): AsyncGenerator<CleanBase> {
  const accounts = readAccounts()
  const ownersOf = await contentsAt(store.meta, await samePlaces(store.meta, path, accounts), accounts)
  ownersOf.delete(oid)
  const frequent = [...ownersOf]
    .map(([content, owners]) => ({ content, others: owners.size - (owners.has(incident.owner) ? 1 : 0) }))
    .filter(({ others }) => others >= peerAccountsMin)
    .sort((a, b) => b.others - a.others)
  for (const { content, others } of frequent.slice(0, cleanBasesMax)) {
    const bytes = await cleanBytes(store, readers, { oid: content, fileClass: classOfPath(path) })
    if (bytes === null) continue
    yield { method: 'peer', oid: content, bytes, source: `the same file on ${String(others)} other accounts` }
  }
}

async function contentsAt(
  meta: KeyValue,
  places: ReadonlySet<BytePath>,
  accounts: Accounts,
): Promise<Map<Oid, Set<string>>> {
  const lookup = entryLookup(meta)
  const ownersOf = new Map<Oid, Set<string>>()
  for (const place of places) {
    const entry = await lookup(place)
    if (entry?.stat.kind !== 'file' || entry.oid === null || entry.hashOnly) continue
    const owners = ownersOf.get(entry.oid) ?? new Set()
    ownersOf.set(entry.oid, owners.add(ownerOf(place, entry.stat.uid, accounts)))
  }
  return ownersOf
}

/**
 * Where other accounts would have this file: at the same place below their home, below another root, or where the path
 * differs in the name of one directory only. At most peerPlacesMax.
 */
async function samePlaces(
  meta: KeyValue,
  path: BytePath,
  accounts: Accounts,
): Promise<ReadonlySet<BytePath>> {
  const places = new Set<BytePath>()
  const tops: BytePath[] = [...accounts.byHome.keys()]
  for await (const { path: root } of listRoots(meta)) tops.push(root)
  const own = tops.filter((top) => top !== rootPath && isWithin(path, top))
  for (const top of own) for (const other of tops) add(places, path, `${other}${path.slice(top.length)}`)
  await addSiblings(meta, path, places)
  return places
}

async function addSiblings(meta: KeyValue, path: BytePath, places: Set<BytePath>): Promise<void> {
  const names = componentsOf(path)
  for (let depth = 0; depth < names.length - 1 && places.size < peerPlacesMax; depth += 1) {
    const parent = names.slice(0, depth).reduce(joinPath, rootPath)
    const rest = names.slice(depth + 1).join('/')
    const row = await readDirectory(meta, parent)
    for (const { name, stat } of row?.entries() ?? []) {
      if (stat.kind === 'directory') add(places, path, `${joinPath(parent, name)}/${rest}`)
    }
  }
}

function add(places: Set<BytePath>, path: BytePath, text: string): void {
  const place = parseBytePath(Buffer.from(text, 'latin1'))
  if (place !== undefined && place !== path && places.size < peerPlacesMax) places.add(place)
}
