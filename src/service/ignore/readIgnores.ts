import { type Ignore, ignoreList, type IgnoreList } from '../../domain/ignore.ts'
import type { KeyValue } from '../../kv/keyValue.ts'
import { listIgnores } from '../../store/ignores.ts'
import { compileExcludes } from '../../walker/exclude.ts'

/** The ignore list as it stands; one small range of meta. */
export async function readIgnores(meta: KeyValue): Promise<IgnoreList> {
  return arrangeIgnores(await listIgnores(meta))
}

/** Patterns mean what they mean in scan.exclude. HF_USAGE for one that cannot be meant. */
export function arrangeIgnores(ignores: readonly Ignore[]): IgnoreList {
  return ignoreList(ignores, (pattern) => {
    const matches = compileExcludes([pattern])
    return (path) => matches(path, 'file')
  })
}
