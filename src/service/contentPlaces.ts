import { ownerOf } from '../domain/owner.ts'
import type { Oid } from '../domain/oid.ts'
import { readAccounts } from './accounts.ts'
import { resolveContentId } from './contentId.ts'
import type { ServiceContext } from './context.ts'
import type { ContentPlaces, ContentSearch, PresentFile } from './contract/blob.ts'
import type { Page } from './contract/page.ts'
import { filesHaving } from './findContent.ts'
import { searchSnapshots } from './searchSnapshots.ts'

/** Where a content is today and where it was. HF_USAGE, HF_NOT_FOUND, HF_AMBIGUOUS. */
export async function findPlaces(context: ServiceContext, search: ContentSearch): Promise<ContentPlaces> {
  const { limit, offset } = search
  const oid = await resolveContentId(context.store.meta, search.content)
  const present = await presentFiles(context, oid, search)
  const { files, snapshots, complete } = await searchSnapshots(context.store, oid)
  const past = { items: files.slice(offset, offset + limit), total: files.length }
  return { oid, present, past, snapshotsSearched: snapshots, complete }
}

async function presentFiles(
  { store }: ServiceContext,
  oid: Oid,
  { limit, offset }: ContentSearch,
): Promise<Page<PresentFile>> {
  const accounts = readAccounts()
  const items: PresentFile[] = []
  let total = 0
  for await (const { path, uid } of filesHaving(store.meta, oid)) {
    if (total >= offset && items.length < limit) items.push({ path, owner: ownerOf(path, uid, accounts) })
    total += 1
  }
  return { items, total }
}
