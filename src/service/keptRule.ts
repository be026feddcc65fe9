import type { Config } from '../domain/config.ts'
import type { BytePath } from '../domain/path.ts'
import { compileExcludes } from '../walker/exclude.ts'
import { isNeverKept } from '../walker/neverKeep.ts'

/** Whether the bytes of a file may never enter the store: by holdfast's own list or by store.neverKeep. */
export function keptRule({ store: { neverKeep } }: Config): (path: BytePath) => boolean {
  const configured = neverKeep.length === 0 ? () => false : compileExcludes(neverKeep)
  return (path) => isNeverKept(path) || configured(path, 'file')
}
