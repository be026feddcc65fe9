import { lineDiff } from '../domain/lineDiff.ts'
import { resolveContentId } from './contentId.ts'
import type { ServiceContext } from './context.ts'
import type { ContentDiff } from './contract/snapshots.ts'
import { readKept } from './view.ts'

/** The lines that differ between two kept contents, each named by at least 8 hex digits. */
export async function diffContents(
  { store }: ServiceContext,
  request: { readonly before: string; readonly after: string },
): Promise<ContentDiff> {
  const before = await resolveContentId(store.meta, request.before)
  const after = await resolveContentId(store.meta, request.after)
  return { before, after, diff: lineDiff(await readKept(store, before), await readKept(store, after)) }
}
