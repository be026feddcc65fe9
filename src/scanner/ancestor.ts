import type { FileClass } from '../domain/fileClass.ts'
import { ancestorSearchesMax, ancestorSnapshotsMax } from '../domain/limits.ts'
import type { Oid } from '../domain/oid.ts'
import { outcomeOf } from '../domain/verdict.ts'
import { getContent } from '../store/contents.ts'
import type { PendingAssessment } from '../store/openItems.ts'
import { pathStates } from '../store/pathStates.ts'
import { getVerdicts } from '../store/verdicts.ts'
import { unlessDamaged } from './damage.ts'
import type { ScanState } from './scanState.ts'

/**
 * The newest content of the path that is clean or known good today: the one directly before, else one of the snapshots, because an
 * infected version may follow another. null when there is none that is kept.
 */
export async function cleanAncestor(state: ScanState, pending: PendingAssessment): Promise<Buffer | null> {
  const { before, fileClass, oid } = pending
  if (before !== null && (await isClean(state, before, fileClass))) return await keptContent(state, before)
  if (state.tally.ancestorSearches >= ancestorSearchesMax) return null
  state.tally.ancestorSearches += 1
  const earlier = await unlessDamaged(state, async () => await earlierContents(state, pending))
  for (const candidate of earlier ?? []) {
    if (candidate === oid || candidate === before) continue
    if (await isClean(state, candidate, fileClass)) return await keptContent(state, candidate)
  }
  return null
}

/** The bytes of a content; null when they are not kept. */
export async function keptContent(state: ScanState, oid: Oid): Promise<Buffer | null> {
  const { store } = state.context
  const row = await getContent(store.meta, oid)
  if (row?.kept !== 'whole') return null
  return await unlessDamaged(state, async () => await (await store.objects()).readContent(oid))
}

/** Under today's rules, or because an allow list says so. */
async function isClean(state: ScanState, oid: Oid, fileClass: FileClass): Promise<boolean> {
  if ((await state.context.allowed())(oid)) return true
  const [row] = await getVerdicts(state.context.store.meta, [{ oid, fileClass }])
  return row !== undefined && outcomeOf(row.verdict) === 'clean'
}

/** What the path held in the snapshots, newest first, each content once. */
async function earlierContents({ context }: ScanState, { path }: PendingAssessment): Promise<Set<Oid>> {
  const states = await pathStates(context.store, path, ancestorSnapshotsMax)
  return new Set(
    states.flatMap(({ entry }) => (entry?.kind === 'file' && entry.oid !== null ? [entry.oid] : [])),
  )
}
