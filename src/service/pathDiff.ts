import { HoldfastError } from '../domain/errors.ts'
import { displayPath } from '../domain/displayPath.ts'
import type { TreeEntry } from '../domain/entry.ts'
import { lineDiff } from '../domain/lineDiff.ts'
import { shortOid } from '../domain/oid.ts'
import { type BytePath, isWithin } from '../domain/path.ts'
import type { StoredSnapshot } from '../domain/snapshot.ts'
import type { ServiceContext } from './context.ts'
import type { DiffReport } from './contract/diff.ts'
import { bothSnapshots, compareSnapshots, snapshotRoot } from './snapshots.ts'
import { pathFrom } from './target.ts'
import { readKept } from './view.ts'
import { entryAt, namesBelow } from '../store/treePaths.ts'

export interface PathDiffRequest {
  readonly from: string
  readonly to: string
  readonly path: Buffer | null
  readonly cwd: string
}

/** Two snapshots; with the path of a directory what changed in it, of a file the lines. HF_NOT_FOUND, HF_NOT_KEPT. */
export async function diffPath(context: ServiceContext, request: PathDiffRequest): Promise<DiffReport> {
  const path = request.path === null ? null : pathFrom(request.path, request.cwd)
  const root = await snapshotRoot(context, path)
  const pair = await bothSnapshots(context, request, root)
  if (path === null) return { kind: 'snapshots', diff: await compareSnapshots(context, pair, () => true) }
  const before = await entryOf(context, pair.from, path)
  const after = await entryOf(context, pair.to, path)
  if (before === undefined && after === undefined && path !== pair.to.root) throw notThere(path, pair.to)
  if (before?.kind === 'file' && after?.kind === 'file') {
    return { kind: 'contents', path, diff: await diffFiles(context, path, before, after) }
  }
  const inside = (changed: BytePath): boolean => isWithin(changed, path)
  return { kind: 'snapshots', diff: await compareSnapshots(context, pair, inside) }
}

async function entryOf(
  { store }: ServiceContext,
  snapshot: StoredSnapshot,
  path: BytePath,
): Promise<TreeEntry | undefined> {
  const names = namesBelow(snapshot.root, path)
  return names === undefined || names.length === 0
    ? undefined
    : await entryAt(await store.objects(), snapshot.tree, names)
}

async function diffFiles(
  { store }: ServiceContext,
  path: BytePath,
  before: TreeEntry,
  after: TreeEntry,
): Promise<Extract<DiffReport, { kind: 'contents' }>['diff']> {
  if (before.oid === null || after.oid === null) throw byStatOnly(path)
  if (before.oid === after.oid) return { before: before.oid, after: after.oid, diff: { state: 'same' } }
  const diff = lineDiff(await readKept(store, before.oid), await readKept(store, after.oid))
  return { before: before.oid, after: after.oid, diff }
}

function byStatOnly(path: BytePath): HoldfastError {
  const shown = displayPath(path)
  return new HoldfastError(
    'HF_NOT_KEPT',
    `${shown} was identified by its stat only; there is no content to compare`,
    {
      facts: { file: shown },
    },
  )
}

function notThere(path: BytePath, snapshot: StoredSnapshot): HoldfastError {
  const shown = displayPath(path)
  return new HoldfastError('HF_NOT_FOUND', `${shown} is in neither snapshot`, {
    facts: { file: shown },
    hint: `they are of ${displayPath(snapshot.root)}: holdfast snapshot ls ${shortOid(snapshot.id)}`,
  })
}
