import type { FileStat } from '../domain/fileStat.ts'
import { treeDepthMax } from '../domain/limits.ts'
import { type BytePath, isDeeperThan, joinPath } from '../domain/path.ts'
import { closeDirectory, tryOpenDirectory } from '../fsafe/read/directory.ts'
import { listNames } from '../fsafe/read/listNames.ts'
import { lstatChild } from '../fsafe/read/lstat.ts'
import type { ExcludeFilter } from '../walker/exclude.ts'
import type { Change } from './contract/snapshots.ts'

export interface NewWalk {
  readonly excluded: ExcludeFilter
  /** Mount points that a scan does not enter. */
  readonly closedMounts: ReadonlySet<BytePath>
  readonly onChange: (change: Change) => void
  /** A directory that could not be looked at. */
  readonly onUnseen: () => void
}

/** Tells that `path` is new: a file for itself, a directory by everything in it, or for itself when it is empty. */
export function walkNew(walk: NewWalk, path: BytePath, stat: Pick<FileStat, 'kind'>): void {
  const waiting: Met[] = [{ path, kind: stat.kind }]
  for (let met = waiting.pop(); met !== undefined; met = waiting.pop()) {
    if (met.kind !== 'directory') {
      walk.onChange({ mark: 'A', path: met.path, before: null, after: null })
      continue
    }
    const inside = isDeeperThan(met.path, treeDepthMax) ? undefined : namesIn(walk, met.path)
    if (inside === undefined) walk.onUnseen()
    else if (inside.length === 0) walk.onChange({ mark: 'A', path: met.path, before: null, after: null })
    else waiting.push(...inside.reverse())
  }
}

interface Met {
  readonly path: BytePath
  readonly kind: FileStat['kind']
}

function namesIn(walk: NewWalk, path: BytePath): Met[] | undefined {
  const directory = tryOpenDirectory(path)
  if (typeof directory === 'string') return directory === 'unreadable' ? undefined : []
  try {
    const listing = listNames(directory)
    if (typeof listing === 'string') return undefined
    return listing.names.flatMap((name) => {
      const stat = lstatChild(directory, name)
      const below = joinPath(path, name)
      if (typeof stat === 'string' || isLeftOut(walk, below, stat)) return []
      return [{ path: below, kind: stat.kind }]
    })
  } finally {
    closeDirectory(directory)
  }
}

function isLeftOut({ excluded, closedMounts }: NewWalk, path: BytePath, { kind }: FileStat): boolean {
  return closedMounts.has(path) || excluded(path, kind === 'directory' ? 'directory' : 'file')
}
