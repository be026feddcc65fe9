import type { BytePath } from '../domain/path.ts'
import type { ScanRecord } from '../domain/scan.ts'
import { makesIncomplete, type SkipReason } from '../domain/skip.ts'
import { type MountTable, mountOf, readMountTable, trustOfMount } from '../fsafe/read/mounts.ts'
import { readDirectory } from '../index/readDirectory.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import type { RootRow } from '../store/roots.ts'
import { readScan } from '../store/scans.ts'
import { latestSnapshot } from '../store/snapshots.ts'
import type { RootStatus } from './contract/status.ts'
import type { OpenCounts } from './openCounts.ts'

/** What `status` says of each root, in their order. */
export async function rootStatuses(
  meta: KeyValue,
  roots: readonly RootRow[],
  counts: OpenCounts,
): Promise<readonly RootStatus[]> {
  const mounts = readMountTable()
  const statuses: RootStatus[] = []
  for (const root of roots) {
    const lastScan = await scanOf(meta, root.lastScan)
    statuses.push({
      path: root.path,
      lastScan,
      lastCompleteAt: (await scanOf(meta, root.lastCompleteScan))?.finishedAt ?? null,
      files: await filesOf(meta, root.path),
      ...(counts.byRoot.get(root.path) ?? { infected: 0, suspicious: 0, undecided: 0 }),
      notRead: lastScan === null ? 0 : notReadIn(lastScan),
      ...filesystemOf(mounts, root),
    })
  }
  return statuses
}

async function scanOf(meta: KeyValue, id: number | null): Promise<ScanRecord | null> {
  return id === null ? null : ((await readScan(meta, id)) ?? null)
}

async function filesOf(meta: KeyValue, root: BytePath): Promise<number> {
  const row = await readDirectory(meta, root)
  return row?.header.files ?? (await latestSnapshot(meta, root))?.files ?? 0
}

/** Of the whole scan: a scan of several roots counts them together. */
function notReadIn({ skipped }: ScanRecord): number {
  const counts = Object.entries(skipped) as [SkipReason, number][]
  return counts.reduce((sum, [reason, count]) => sum + (makesIncomplete(reason) ? count : 0), 0)
}

function filesystemOf(mounts: MountTable, root: RootRow): Pick<RootStatus, 'filesystem' | 'statTrusted'> {
  const mount = mountOf(mounts, root.path)
  return { filesystem: mount?.type ?? root.mount.type, statTrusted: trustOfMount(mount) === 'stat' }
}
