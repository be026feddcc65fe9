import { HoldfastError } from '../domain/errors.ts'
import type { EventDraft } from '../domain/event.ts'
import type { Oid } from '../domain/oid.ts'
import { type BytePath, isWithin } from '../domain/path.ts'
import type { ScanOutcome } from '../domain/scan.ts'
import type { StoredSnapshot } from '../domain/snapshot.ts'
import { closeDirectory, openDirectory, statDirectory, tryOpenDirectory } from '../fsafe/read/directory.ts'
import { mountOf } from '../fsafe/read/mounts.ts'
import { readDirectory } from '../index/readDirectory.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { forgetRoot, rootOperation, type RootRow } from '../store/roots.ts'
import { readScan } from '../store/scans.ts'
import { latestSnapshot, newSnapshot, snapshotOperations } from '../store/snapshots.ts'
import type { Closing } from './closing.ts'
import type { Frame, RootWalk } from './frame.ts'
import { identityOf, sameMount } from './mountBook.ts'
import type { TargetPlan } from './planRoots.ts'
import type { ScanState } from './scanState.ts'
import { rootChanged, vanishedMax } from './vanish.ts'

/** One root during a run. */
export interface OpenRoot {
  readonly row: RootRow
  readonly isNew: boolean
  /** Its directory is not the one of the last scan, and that was accepted (decision 27). */
  readonly isReplaced: boolean
  readonly plans: readonly TargetPlan[]
  readonly vanish: RootWalk['vanish']
  readonly previousScanAt: number | null
  /** Of the last target that was walked; null when the walk did not come to its end. */
  result: Frame['result']
}

/** Groups the targets by root and checks that each root is the directory it was. Throws HF_ROOT_CHANGED. */
export async function openRoots(state: ScanState, plans: readonly TargetPlan[]): Promise<OpenRoot[]> {
  const roots: OpenRoot[] = []
  for (const path of new Set(plans.map((plan) => plan.root))) {
    const own = plans.filter((plan) => plan.root === path)
    roots.push(await openRoot(state, path, own))
  }
  return roots
}

async function openRoot(state: ScanState, path: BytePath, plans: readonly TargetPlan[]): Promise<OpenRoot> {
  const { meta } = state.context.store
  const now = identityNow(state, path)
  const known = plans[0]?.row
  const isReplaced = known !== undefined && !isSameIdentity(known, now)
  if (isReplaced) refuseChanged(state, path)
  const adopted = plans.flatMap((plan) => plan.adopted)
  for (const old of adopted) refuseReplaced(state, old)
  const row: RootRow = { ...(known ?? freshRow(state, path)), ...now }
  const filesBefore = await countFiles(meta, row, adopted)
  return {
    row,
    isNew: known === undefined,
    isReplaced,
    plans,
    vanish: {
      count: row.vanishedFiles,
      // What vanished in runs before this one is no longer in the rows.
      max: vanishedMax(filesBefore + row.vanishedFiles, state.request.changedRoot),
      unseen: 0,
    },
    previousScanAt: await lastLookAt(meta, row),
    result: null,
  }
}

function freshRow(state: ScanState, path: BytePath): Omit<RootRow, 'ino' | 'mount'> {
  return {
    path,
    createdAt: state.startedAt,
    judgedEpoch: 0,
    lastScan: null,
    lastCompleteScan: null,
    vanishedFiles: 0,
  }
}

function refuseChanged(state: ScanState, path: BytePath): void {
  if (state.request.changedRoot === 'refuse')
    throw rootChanged(path, 'is not the directory it was at the last scan')
}

/** Also a disk that is missing below the new root must not delete a history. A directory that is gone is counted. */
function refuseReplaced(state: ScanState, old: RootRow): void {
  const directory = tryOpenDirectory(old.path)
  if (typeof directory === 'string') return
  closeDirectory(directory)
  if (!isSameIdentity(old, identityNow(state, old.path))) refuseChanged(state, old.path)
}

function isSameIdentity(a: Pick<RootRow, 'ino' | 'mount'>, b: Pick<RootRow, 'ino' | 'mount'>): boolean {
  return a.ino === b.ino && sameMount(a.mount, b.mount)
}

/** Files that the index has of a root, or of the roots that become part of it. */
async function countFiles(meta: KeyValue, own: RootRow, adopted: readonly RootRow[]): Promise<number> {
  let inAdopted = 0
  for (const { path } of adopted) inAdopted += (await readDirectory(meta, path))?.header.files ?? 0
  const inOwn = (await readDirectory(meta, own.path))?.header.files ?? 0
  return Math.max(inOwn, inAdopted)
}

/** When a scan last looked at all of the root, complete or not. */
async function lastLookAt(meta: KeyValue, row: RootRow): Promise<number | null> {
  const last = row.lastScan === null ? undefined : await readScan(meta, row.lastScan)
  if (last?.paths.some((path) => isWithin(row.path, path)) === true) return last.startedAt
  const complete = row.lastCompleteScan === null ? undefined : await readScan(meta, row.lastCompleteScan)
  return complete?.startedAt ?? null
}

/** True when the run looked at all of the root, not at a part of it. */
function isWhole(root: OpenRoot): boolean {
  return root.plans.some((plan) => plan.target.path === root.row.path && plan.target.kind === 'directory')
}

export interface ClosedRoot {
  readonly root: BytePath
  readonly snapshot: StoredSnapshot
  readonly changed: boolean
}

/** Adds the roots' rows and, where the tree changed, their snapshots to the last batch. A stopped run makes neither. */
export async function closeRoots(
  state: ScanState,
  roots: readonly OpenRoot[],
  end: { readonly outcome: ScanOutcome; readonly closing: Closing },
): Promise<ClosedRoot[]> {
  const closed: ClosedRoot[] = []
  for (const root of roots) {
    if (end.outcome === 'interrupted' || root.result === null) {
      keepVanished(root, end.closing)
      continue
    }
    end.closing.operations.push(rootOperation(finishedRow(state, root, end.outcome)))
    adopt(state, root, end.closing)
    const snapshot = await closeSnapshot(state, root, root.result, end.closing)
    closed.push(snapshot)
  }
  return closed
}

/** A run that ends early must not let the next one start counting vanished files from nothing. */
export function keepVanished(root: OpenRoot, closing: Pick<Closing, 'operations'>): void {
  if (root.isNew || root.vanish.count === root.row.vanishedFiles) return
  closing.operations.push(rootOperation({ ...root.row, vanishedFiles: root.vanish.count }))
}

function finishedRow(state: ScanState, root: OpenRoot, outcome: ScanOutcome): RootRow {
  const whole = isWhole(root)
  return {
    ...root.row,
    lastScan: state.id,
    lastCompleteScan: whole && outcome === 'complete' ? state.id : root.row.lastCompleteScan,
    judgedEpoch: whole && root.vanish.unseen === 0 ? state.context.epoch.id : root.row.judgedEpoch,
    vanishedFiles: 0,
  }
}

function adopt(state: ScanState, root: OpenRoot, closing: Closing): void {
  for (const old of root.plans.flatMap((plan) => plan.adopted)) {
    closing.operations.push(forgetRoot(old.path))
    closing.drafts.push({ ...rootEvent(state, 'root-adopted', root.row.path, {}), path: old.path })
  }
  if (root.isReplaced) closing.drafts.push(rootEvent(state, 'root-accepted', root.row.path, {}))
}

async function closeSnapshot(
  state: ScanState,
  root: OpenRoot,
  result: NonNullable<Frame['result']>,
  closing: Closing,
): Promise<ClosedRoot> {
  const { path } = root.row
  const latest = await latestSnapshot(state.context.store.meta, path)
  if (latest?.tree === result.tree) return { root: path, snapshot: latest, changed: false }
  await requireTree(state, result.tree)
  // Later than its parent even when the clock stands: the order of snapshots is the order of their times.
  const at = Math.max(state.context.clock.now(), (latest?.at ?? 0) + 1)
  const { files, bytes, tree } = result
  const snapshot = newSnapshot({
    root: path,
    parent: latest?.id ?? null,
    tree,
    at,
    files,
    bytes,
    reason: state.request.reason,
    scan: state.id,
  })
  closing.operations.push(...snapshotOperations(snapshot))
  const detail = { files, bytes, parent: latest?.id ?? null }
  closing.drafts.push({ ...rootEvent(state, 'snapshot-created', path, detail), oid: snapshot.id })
  return { root: path, snapshot, changed: true }
}

/** decision 24: a snapshot is only committed on top of a tree that is there. */
async function requireTree(state: ScanState, tree: Oid): Promise<void> {
  const [present] = await (await state.context.store.objects()).hasTrees([tree])
  if (present !== true)
    throw new HoldfastError('HF_OBJECT_MISSING', 'the tree of the new snapshot is not in the store', {
      facts: { tree },
    })
}

function rootEvent(
  state: ScanState,
  event: EventDraft['event'],
  root: BytePath,
  detail: EventDraft['detail'],
): EventDraft {
  const { cause, initiator } = state.request
  return { event, cause, initiator, scan: state.id, root, detail }
}

function identityNow(state: ScanState, path: BytePath): Pick<RootRow, 'ino' | 'mount'> {
  const directory = openDirectory(path)
  try {
    return { ino: statDirectory(directory).ino, mount: identityOf(mountOf(state.mounts.table, path)) }
  } finally {
    closeDirectory(directory)
  }
}
