import type { BytePath } from '../domain/path.ts'
import { isWithin } from '../domain/path.ts'
import type { Mount, MountTable } from '../fsafe/read/mounts.ts'
import { classOfMount, mountOf, mountsBelow } from '../fsafe/read/mounts.ts'

/** What the walk does when it comes to a mount; everything but `enter` is a policy skip. */
export type MountDecision = 'enter' | 'other-mount' | 'pseudo-filesystem'

export interface PlannedMount {
  readonly decision: MountDecision
  /** undefined where the mount table does not say (a chroot); such a root is entered and never trusted. */
  readonly mount: Mount | undefined
}

/** `local`: NFS, FUSE and the like only where they hold a root itself. `all`: --follow-mounts. */
export type MountPolicy = 'local' | 'all'

/**
 * One entry for every root and every mount below one, by path. A mount point can be a file (bind mounts), so files are
 * looked up as well as directories; a path that is not in the plan lies in the same mount as its parent.
 *
 * A directory of one filesystem that is seen at two places of the walk (a root bound into itself has the same device
 * and inodes and no end) is entered at the first place only.
 */
export function planMounts(
  table: MountTable,
  roots: readonly BytePath[],
  policy: MountPolicy,
): ReadonlyMap<BytePath, PlannedMount> {
  const plan = new Map<BytePath, PlannedMount>()
  const regions: Region[] = []
  for (const root of roots) {
    planRoot({ table, plan, regions }, root)
    for (const mount of mountsBelow(table, root)) {
      const decision = enclosingRefusal(plan, mount, root) ?? decide({ table, plan, regions }, mount, policy)
      plan.set(mount.point, { decision, mount })
      if (decision === 'enter') addRegion(regions, mount, mount.point)
    }
  }
  return plan
}

/** A directory inside a filesystem and the path at which the walk sees it. */
interface Region {
  readonly mount: Mount
  readonly subroot: string
  readonly point: BytePath
}

interface Planning {
  readonly table: MountTable
  readonly plan: Map<BytePath, PlannedMount>
  readonly regions: Region[]
}

function planRoot({ table, plan, regions }: Planning, root: BytePath): void {
  const mount = mountOf(table, root)
  const isPseudo = mount !== undefined && classOfMount(mount) === 'pseudo'
  plan.set(root, { decision: isPseudo ? 'pseudo-filesystem' : 'enter', mount })
  if (mount !== undefined && !isPseudo) addRegion(regions, mount, root)
}

function addRegion(regions: Region[], mount: Mount, point: BytePath): void {
  regions.push({ mount, point, subroot: below(mount.subroot, point.slice(prefixLength(mount.point))) })
}

/** A mount under one that is not entered is never met; it gets the reason of that one. */
function enclosingRefusal(
  plan: ReadonlyMap<BytePath, PlannedMount>,
  mount: Mount,
  root: BytePath,
): MountDecision | undefined {
  for (const [point, planned] of plan) {
    if (planned.decision !== 'enter' && isWithin(point, root) && isWithin(mount.point, point)) {
      return planned.decision
    }
  }
  return undefined
}

function decide(planning: Planning, mount: Mount, policy: MountPolicy): MountDecision {
  const mountClass = classOfMount(mount)
  if (mountClass === 'pseudo') return 'pseudo-filesystem'
  if (mountClass === 'remote' && policy === 'local') return 'other-mount'
  return planning.regions.some((region) => isSeenIn(planning.table, region, mount)) ? 'other-mount' : 'enter'
}

/** Seen already when the walk of `region` reaches the same directory, that is, when no other mount hides it there. */
function isSeenIn(table: MountTable, region: Region, mount: Mount): boolean {
  if (region.mount.device !== mount.device || !isBelow(mount.subroot, region.subroot)) return false
  const seenAt = below(region.point, mount.subroot.slice(prefixLength(region.subroot)))
  return mountOf(table, seenAt as BytePath) === region.mount
}

function isBelow(path: string, directory: string): boolean {
  return isWithin(path as BytePath, directory as BytePath)
}

function prefixLength(directory: string): number {
  return directory === '/' ? 0 : directory.length
}

/** `rest` is empty or starts with a slash. */
function below(directory: string, rest: string): string {
  if (rest === '' || rest === '/') return directory
  return directory === '/' ? rest : `${directory}${rest}`
}
