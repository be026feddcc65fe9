import { displayPath } from '../../domain/displayPath.ts'
import { isWithin, parentOf } from '../../domain/path.ts'
import type { BytePath } from '../../domain/path.ts'

/** The deepest directory that holds all `paths`; `/` for none. */
export function commonDirectory(paths: readonly BytePath[]): BytePath {
  const [first, ...others] = paths
  if (first === undefined) return '/' as BytePath
  let common = parentOf(first)
  for (const path of others) {
    while (!isWithin(path, common) || path === common) common = parentOf(common)
  }
  return common
}

/** `path` as seen from `directory`, in display form. */
export function relativeDisplay(path: BytePath, directory: BytePath): string {
  if (directory === '/' || !isWithin(path, directory) || path === directory) return displayPath(path)
  return displayPath(path.slice(directory.length + 1))
}

/** `FILE`, or `FILE (in /home/alice)` when the rows leave that part out. */
export function fileTitle(directory: BytePath): string {
  return directory === '/' ? 'FILE' : `FILE (in ${displayPath(directory)})`
}
