import { invariant } from '../domain/errors.ts'
import type { FileStat } from '../domain/fileStat.ts'
import { componentsOf, nameOf, parentOf, type BytePath } from '../domain/path.ts'
import { closeDirectory, openDirectory, statDirectory } from '../fsafe/read/directory.ts'
import { DirectoryCursor } from '../index/directoryCursor.ts'
import { readDirectory } from '../index/readDirectory.ts'
import { leaveDirectory } from '../fsafe/read/lstat.ts'
import { mountOf } from '../fsafe/read/mounts.ts'
import { directoryEntry, saveUnfinished, settleFrame, subtreeOf, unreadSubtree } from './finishDirectory.ts'
import { createFrame, entryAt, insertEntry, setEntry, type Frame, type RootWalk } from './frame.ts'
import { mountFor } from './mountFor.ts'
import type { TargetPlan } from './planRoots.ts'
import type { ScanState } from './scanState.ts'
import { dropRest, openWalkFrame, walkDirectory } from './walkTree.ts'
import { visitTypedFiles } from './visitTypedFiles.ts'

/** What one walk is about: a directory with everything below it, or files of one directory. */
export type WalkGroup = readonly [TargetPlan, ...TargetPlan[]]

/** The targets of a root, files of the same directory together: a directory is brought up to date once for all. */
export function walkGroups(plans: readonly TargetPlan[]): readonly WalkGroup[] {
  const groups = new Map<string, [TargetPlan, ...TargetPlan[]]>()
  for (const plan of plans) {
    const { kind, path } = plan.target
    const key = kind === 'file' ? `files of ${parentOf(path)}` : path
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [plan])
    else group.push(plan)
  }
  return [...groups.values()]
}

/**
 * Walks one directory and everything below it, or looks at some files of one; then brings the directories between there
 * and the root up to date, without listing them. Answers the root's frame; its `result` is null when the run was stopped
 * or the path could not be read.
 */
export async function walkTarget(
  state: ScanState,
  group: WalkGroup,
  vanish: RootWalk['vanish'],
): Promise<Frame> {
  const [plan] = group
  const cursor = new DirectoryCursor(state.context.store.meta, plan.target.path)
  const walk: RootWalk = { root: plan.root, cursor, retained: new Set(), vanish }
  try {
    const spine = await openSpine(state, plan, walk)
    const top =
      plan.target.kind === 'file'
        ? await visitTypedFiles(state, group, spine.at(-1))
        : await walkTop(state, plan, walk, spine)
    await state.queue.drain(state.signal)
    if (state.signal.aborted) saveUnfinished(state)
    else await finishWalk(state, walk, { plan, spine })
    return spine[0] ?? top
  } finally {
    leaveDirectory()
    await cursor.close()
  }
}

async function finishWalk(
  state: ScanState,
  walk: RootWalk,
  { plan, spine }: { readonly plan: TargetPlan; readonly spine: readonly Frame[] },
): Promise<void> {
  if (plan.target.kind === 'directory') await dropRest(state, walk)
  for (const frame of spine.toReversed()) settleFrame(state, frame)
}

/** Frames of the directories from the root down to the parent of the target; none when the target is the root. */
async function openSpine(state: ScanState, plan: TargetPlan, walk: RootWalk): Promise<Frame[]> {
  const spine: Frame[] = []
  for (const path of pathsBetween(plan.root, plan.target)) {
    const parent = spine.at(-1)
    const row = await readDirectory(state.context.store.meta, path)
    const name = nameOf(path)
    const link = parent === undefined || name === undefined ? null : linkTo(parent, path, directoryStat(path))
    const frame = createFrame({ path, parent: link, mount: mountAt(state, path), walk, row })
    frame.consumed = row?.count ?? 0
    state.unfinished.add(frame)
    spine.push(frame)
  }
  return spine
}

function pathsBetween(root: BytePath, target: TargetPlan['target']): BytePath[] {
  const paths: BytePath[] = []
  const levels = componentsOf(target.path).length - componentsOf(root).length
  let path = target.path
  for (let i = 0; i < levels; i += 1) {
    path = parentOf(path)
    paths.unshift(path)
  }
  return paths
}

/** Makes `parent` wait for a directory below it and gives that directory its line there. */
function linkTo(parent: Frame, path: BytePath, stat: FileStat): NonNullable<Frame['parent']> {
  const name = nameOf(path)
  invariant(name !== undefined, 'a directory with a parent has a name')
  parent.waiting += 1
  const known = parent.row?.positionOf(name)
  if (known === undefined)
    return { frame: parent, position: insertEntry(parent, directoryEntry(name, stat, unreadSubtree)), name }
  const before = entryAt(parent, known)
  const entry = directoryEntry(name, stat, subtreeOf(before))
  if (
    before === undefined ||
    before.stat.mode !== stat.mode ||
    before.stat.uid !== stat.uid ||
    before.stat.gid !== stat.gid
  ) {
    setEntry(parent, known, entry)
  }
  return { frame: parent, position: known, name }
}

async function walkTop(
  state: ScanState,
  plan: TargetPlan,
  walk: RootWalk,
  spine: readonly Frame[],
): Promise<Frame> {
  const { path } = plan.target
  const stat = directoryStat(path)
  const above = spine.at(-1)
  const parent = above === undefined ? null : linkTo(above, path, stat)
  const frame = await openWalkFrame(state, walk, { path, parent, mount: mountAt(state, path) })
  await walkDirectory(state, frame, stat)
  return frame
}

function directoryStat(path: BytePath): FileStat {
  const directory = openDirectory(path)
  try {
    return statDirectory(directory)
  } finally {
    closeDirectory(directory)
  }
}

function mountAt(state: ScanState, path: BytePath): number {
  return mountFor(state, mountOf(state.mounts.table, path))
}
