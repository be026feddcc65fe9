import { HoldfastError } from '../domain/errors.ts'
import { rootsMax } from '../domain/limits.ts'
import { componentsOf, isWithin, parentOf, rootPath, type BytePath } from '../domain/path.ts'
import { displayPath } from '../domain/displayPath.ts'
import { listRoots, type RootRow } from '../store/roots.ts'
import type { ScanTarget } from './scanContext.ts'
import { isSameDirectory } from '../fsafe/read/sameDirectory.ts'
import type { Store } from '../store/store.ts'

/** What one typed path means for the roots (they never overlap). */
export interface TargetPlan {
  readonly target: ScanTarget
  /** The root it lies in; a new one has no row yet. */
  readonly root: BytePath
  readonly row: RootRow | undefined
  /** Roots below the new root: their rows and history become part of it. */
  readonly adopted: readonly RootRow[]
}

/** Sorted by path; a path that another one contains is left out. HF_USAGE for a path in the store itself. */
export async function planTargets(
  { meta, identity }: Pick<Store, 'meta' | 'identity'>,
  targets: readonly ScanTarget[],
): Promise<TargetPlan[]> {
  for (const { path } of targets) if (isInside(path, identity)) throw ownStore(path)
  const roots: RootRow[] = []
  for await (const root of listRoots(meta)) {
    if (roots.push(root) > rootsMax)
      throw new HoldfastError('HF_LIMIT', `more than ${String(rootsMax)} roots`)
  }
  const plans: TargetPlan[] = []
  for (const target of outermost(targets).sort(byReach)) plans.push(planTarget(target, roots, plans))
  return plans.sort((a, b) => byPath(a.target, b.target))
}

function planTarget(
  target: ScanTarget,
  roots: readonly RootRow[],
  others: readonly TargetPlan[],
): TargetPlan {
  const within = roots.find((root) => isWithin(target.path, root.path))
  if (within !== undefined) return { target, root: within.path, row: within, adopted: [] }
  const beside = others.find((plan) => isWithin(target.path, plan.root))
  if (beside !== undefined) return { target, root: beside.root, row: undefined, adopted: [] }
  const root = target.kind === 'file' ? parentOf(target.path) : target.path
  const adopted = roots.filter((other) => isWithin(other.path, root))
  if (target.kind === 'file' && adopted.length > 0) throw fileAboveRoots(target.path, root)
  return { target, root, row: undefined, adopted }
}

function outermost(targets: readonly ScanTarget[]): ScanTarget[] {
  const sorted = targets.toSorted(byPath)
  return sorted.filter((target, i) => !sorted.some((other, j) => isCovered(target, i, other, j)))
}

function byPath(a: ScanTarget, b: ScanTarget): number {
  return a.path < b.path ? -1 : 1
}

/** A file makes its directory a root: from above it takes in what else is typed, from below it would overlap. */
function byReach(a: ScanTarget, b: ScanTarget): number {
  if (a.kind !== b.kind) return a.kind === 'file' ? -1 : 1
  return componentsOf(a.path).length - componentsOf(b.path).length
}

function isCovered(target: ScanTarget, i: number, other: ScanTarget, j: number): boolean {
  if (target.path === other.path) return j < i
  return isWithin(target.path, other.path)
}

function isInside(path: BytePath, directory: Store['identity']): boolean {
  for (let above = path; above !== rootPath; above = parentOf(above))
    if (isSameDirectory(above, directory)) return true
  return false
}

/** Its files change with every write: a scan of them could not end, and would keep itself. */
function ownStore(path: BytePath): HoldfastError {
  const shown = displayPath(path)
  return new HoldfastError('HF_USAGE', `${shown} is in the store itself`, {
    facts: { path: shown },
    hint: 'check the store: holdfast fsck',
  })
}

/** One file cannot make a root of a directory that has roots below it: that would call the rest of it scanned. */
function fileAboveRoots(file: BytePath, root: BytePath): HoldfastError {
  return new HoldfastError(
    'HF_USAGE',
    `${displayPath(file)} lies above directories that are scanned already`,
    {
      facts: { file: displayPath(file) },
      hint: `scan its directory: holdfast scan ${displayPath(root)}`,
    },
  )
}
