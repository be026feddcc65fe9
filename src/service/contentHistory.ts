import type { TreeEntry } from '../domain/entry.ts'
import type { Oid } from '../domain/oid.ts'
import type { BytePath } from '../domain/path.ts'
import type { Store } from '../store/store.ts'
import { classOfPath, outcomesOf } from './contentVersions.ts'
import type { HistoryLine } from './contract/history.ts'
import { type PathState, pathStates } from '../store/pathStates.ts'

type ContentLine = Extract<HistoryLine, { kind: 'content' }>

/** How the content of one file changed from snapshot to snapshot, newest first. Empty for a directory. */
export async function contentHistory(store: Store, path: BytePath): Promise<readonly ContentLine[]> {
  const states = await pathStates(store, path)
  const oids = states.flatMap(({ entry }) => contentOf(entry) ?? [])
  const outcomes = await outcomesOf(store.meta, oids, classOfPath(path))
  return states.flatMap((state, i): ContentLine[] => {
    const change = changeOf(state, states[i + 1])
    const after = contentOf(state.entry)
    if (change === undefined) return []
    const outcome = after === null ? 'unknown' : (outcomes.get(after) ?? 'unknown')
    const { at, scan } = state.first
    return [
      {
        kind: 'content',
        at,
        path,
        change,
        before: contentOf(states[i + 1]?.entry ?? null),
        after,
        outcome,
        scan,
      },
    ]
  })
}

/** undefined: nothing to tell (a directory, or the time before the file was there first). */
function changeOf(state: PathState, older: PathState | undefined): ContentLine['change'] | undefined {
  const { entry } = state
  if (entry === null) return older === undefined ? undefined : 'removed'
  if (entry.kind === 'directory') return undefined
  return (older?.entry ?? null) === null ? 'first-seen' : 'content-changed'
}

function contentOf(entry: TreeEntry | null): Oid | null {
  return entry === null || entry.kind === 'directory' ? null : entry.oid
}
