import { type BytePath, isWithin } from '../domain/path.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { listRoots, type RootRow } from '../store/roots.ts'

/** The root that holds `path`; roots never overlap, so there is at most one. */
export async function rootAbove(meta: KeyValue, path: BytePath): Promise<RootRow | undefined> {
  for await (const root of listRoots(meta)) if (isWithin(path, root.path)) return root
  return undefined
}
