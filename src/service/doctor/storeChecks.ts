import { displayPath } from '../../domain/displayPath.ts'
import { HoldfastError } from '../../domain/errors.ts'
import { type MountTable, mountOf, readMountTable, trustOfMount } from '../../fsafe/read/mounts.ts'
import { closeDirectory, tryOpenDirectory } from '../../fsafe/read/directory.ts'
import { readHead } from '../../journal/head.ts'
import { listRoots, type RootRow } from '../../store/roots.ts'
import type { ServiceContext } from '../context.ts'
import type { OpenRequest } from '../contract.ts'
import type { Examination } from '../contract/doctor.ts'
import { readLastFsck } from '../lastFsck.ts'
import type { Machine } from '../machine.ts'
import { openContext } from '../openContext.ts'

/** The store and its settings, the clock against the newest event, and each root with its filesystem. */
export async function examineStore(machine: Machine, request: OpenRequest): Promise<readonly Examination[]> {
  const now = machine.clock.now()
  const opened = await openOrFinding(machine, request)
  if ('state' in opened) return [opened, clockFinding(now, 0)]
  try {
    const { meta, directory } = opened.store
    const roots = await rootFindings(opened)
    const newestAt = (await readHead(meta))?.at ?? 0
    return [
      { state: 'ok', subject: 'store', finding: `${directory} opens and is closed to others`, remedy: null },
      await fsckFinding(opened),
      clockFinding(now, newestAt),
      ...roots,
    ]
  } finally {
    await opened.store.close()
  }
}

/** No release is older than that: a clock before it is wrong. */
const releasedAt = Date.UTC(2026, 0, 1)

export function clockFinding(now: number, newestEventAt: number): Examination {
  const subject = 'clock'
  const remedy = 'set the clock, and keep it right with an NTP client'
  if (now < releasedAt) {
    return { state: 'fail', subject, finding: 'is years behind', remedy }
  }
  if (now < newestEventAt) {
    return { state: 'warn', subject, finding: 'is behind the newest event of the store', remedy }
  }
  return { state: 'ok', subject, finding: 'after the newest event of the store', remedy: null }
}

/** Absent or in use is no fault; everything else that keeps a store shut is. */
async function openOrFinding(machine: Machine, request: OpenRequest): Promise<ServiceContext | Examination> {
  try {
    return await openContext(machine, request, 'open')
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.kind === 'bug') throw error
    const isNormal = error.code === 'HF_NO_STORE' || error.code === 'HF_STORE_LOCKED'
    const subject = error.code.startsWith('HF_CONFIG') ? 'settings' : 'store'
    const finding = isNormal ? `${error.message}: its roots were not looked at` : error.message
    return { state: isNormal ? 'warn' : 'fail', subject, finding, remedy: error.hint }
  }
}

async function fsckFinding({ store }: ServiceContext): Promise<Examination> {
  const subject = 'last fsck'
  const last = await readLastFsck(store.meta)
  if (last === undefined) {
    return { state: 'ok', subject, finding: 'never', remedy: 'now and then: holdfast fsck --read-data' }
  }
  if (last.ok) return { state: 'ok', subject, finding: 'found nothing', remedy: null }
  return { state: 'fail', subject, finding: 'found damage', remedy: 'holdfast fsck' }
}

async function rootFindings({ store }: ServiceContext): Promise<readonly Examination[]> {
  const mounts = readMountTable()
  const findings: Examination[] = []
  for await (const root of listRoots(store.meta)) findings.push(rootFinding(root, mounts))
  return findings
}

function rootFinding({ path }: RootRow, mounts: MountTable): Examination {
  const subject = `root ${displayPath(path)}`
  const directory = tryOpenDirectory(path)
  if (typeof directory === 'string') {
    const finding = directory === 'vanished' ? 'is not there' : 'cannot be opened as a directory'
    return { state: 'fail', subject, finding, remedy: 'is its disk mounted? are you the right user?' }
  }
  closeDirectory(directory)
  const mount = mountOf(mounts, path)
  const type = mount?.type ?? 'an unknown filesystem'
  if (trustOfMount(mount) === 'stat') {
    return { state: 'ok', subject, finding: `${type}: unchanged files are not read again`, remedy: null }
  }
  const finding = `${type}: an unchanged file cannot be told from its metadata, so every scan reads all of it`
  return { state: 'warn', subject, finding, remedy: 'faster on ext4, xfs or btrfs' }
}
