import { cleanHistoryTriedMax } from '../../domain/actingLimits.ts'
import { ancestorSnapshotsMax } from '../../domain/limits.ts'
import { shortOid } from '../../domain/oid.ts'
import { pathStates } from '../../store/pathStates.ts'
import type { Store } from '../../store/store.ts'
import { classOfPath } from '../contentVersions.ts'
import { type CleanBase, cleanBytes } from './cleanBase.ts'
import type { CleanReaders } from './cleanReaders.ts'
import type { PlanCleanRequest } from './cleanRequest.ts'

/** The newest version of the path that is clean under today's rules and kept. */
export async function* ownHistory(
  store: Store,
  readers: CleanReaders,
  { path, oid }: PlanCleanRequest,
): AsyncGenerator<CleanBase> {
  const states = await pathStates(store, path, ancestorSnapshotsMax)
  const tried = new Set([oid])
  for (const { entry, last } of states) {
    if (entry?.kind !== 'file' || entry.oid === null || entry.hashOnly || tried.has(entry.oid)) continue
    if (tried.size > cleanHistoryTriedMax) return
    tried.add(entry.oid)
    const bytes = await cleanBytes(store, readers, { oid: entry.oid, fileClass: classOfPath(path) })
    if (bytes === null) continue
    const source = `this file's own history, snapshot ${shortOid(last.id)}`
    yield { method: 'history', oid: entry.oid, bytes, source }
    return
  }
}
