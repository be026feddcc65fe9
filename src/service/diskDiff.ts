import { displayPath } from '../domain/displayPath.ts'
import { HoldfastError } from '../domain/errors.ts'
import { changesListedMax } from '../domain/limits.ts'
import type { BytePath } from '../domain/path.ts'
import { isWithin, parentOf, rootPath } from '../domain/path.ts'
import { readMountTable } from '../fsafe/read/mounts.ts'
import { lstatPath } from '../fsafe/read/lstat.ts'
import { readDirectory, readEntry } from '../index/readDirectory.ts'
import { listRoots } from '../store/roots.ts'
import { compileExcludes } from '../walker/exclude.ts'
import { planMounts } from '../walker/mountPlan.ts'
import type { ServiceContext } from './context.ts'
import type { DiskDiff } from './contract/diff.ts'
import type { Change, ChangeMark } from './contract/snapshots.ts'
import { walkDisk } from './diskWalk.ts'
import { pathFrom } from './target.ts'

/**
 * What is different on the disk from what the last scan recorded, by stat alone. The same mounts and the excludes of the
 * settings are left out as by a scan; what one scan excluded by a flag shows up as added. HF_NOT_FOUND.
 */
export async function diffDisk(
  context: ServiceContext,
  request: { readonly path: Buffer | null; readonly cwd: string },
): Promise<DiskDiff> {
  const asked = request.path === null ? null : pathFrom(request.path, request.cwd)
  const paths = await pathsToCompare(context, asked)
  const isAsked = (path: BytePath): boolean => asked === null || isWithin(path, asked)
  const result = { changes: [] as Change[], counts: noChanges(), total: 0, unseen: 0, unproven: 0 }
  const { meta, identity } = context.store
  const { exclude, followMounts } = context.settings.config.scan
  const plan = planMounts(readMountTable(), paths, followMounts ? 'all' : 'local')
  const walk = {
    meta,
    ownStore: identity,
    excluded: compileExcludes(exclude),
    closedMounts: new Set([...plan].filter(([, { decision }]) => decision !== 'enter').map(([path]) => path)),
    onChange: (change: Change): void => {
      if (!isAsked(change.path)) return
      if (result.changes.length < changesListedMax) result.changes.push(change)
      result.counts[change.mark] += 1
      result.total += 1
    },
    onUnseen: (): void => void (result.unseen += 1),
    onUnproven: (): void => void (result.unproven += 1),
  }
  for (const path of paths) await walkDisk(walk, await placeOf(context, path))
  return { paths, ...result }
}

function noChanges(): Record<ChangeMark, number> {
  return { A: 0, D: 0, M: 0, T: 0, '?': 0 }
}

async function pathsToCompare(
  { store }: ServiceContext,
  asked: BytePath | null,
): Promise<readonly BytePath[]> {
  const paths: BytePath[] = []
  for await (const { path } of listRoots(store.meta)) {
    if (asked === null || isWithin(path, asked)) paths.push(path)
    else if (isWithin(asked, path)) paths.push(asked)
  }
  if (paths.length > 0) return paths
  const what = asked === null ? 'nothing was scanned yet' : `${displayPath(asked)} was never scanned`
  throw new HoldfastError('HF_NOT_FOUND', `${what}, so there is nothing to compare with`, {
    facts: { path: asked === null ? null : displayPath(asked) },
    hint: 'scan it first: holdfast scan PATH',
  })
}

interface Place {
  readonly top: BytePath
  readonly only: BytePath | null
}

/** A directory of the index, or the name in one that leads to `path`: a file, or something new. */
async function placeOf({ store }: ServiceContext, path: BytePath): Promise<Place> {
  if ((await readDirectory(store.meta, path)) !== undefined) return { top: path, only: null }
  if ((await readEntry(store.meta, path)) === undefined && lstatPath(path) === 'vanished')
    throw isNowhere(path)
  let only = path
  while (only !== rootPath && (await readDirectory(store.meta, parentOf(only))) === undefined)
    only = parentOf(only)
  return { top: parentOf(only), only }
}

function isNowhere(path: BytePath): HoldfastError {
  const shown = displayPath(path)
  return new HoldfastError('HF_NO_SUCH_PATH', `${shown} does not exist, and did not in the last scan`, {
    facts: { path: shown },
  })
}
