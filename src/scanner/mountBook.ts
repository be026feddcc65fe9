import { displayPath } from '../domain/displayPath.ts'
import { HoldfastError } from '../domain/errors.ts'
import type { BytePath } from '../domain/path.ts'
import { racySlackMs } from '../domain/limits.ts'
import { closeDirectory, tryOpenDirectory } from '../fsafe/read/directory.ts'
import { type Mount, type MountTable, readMountTable, trustOfMount } from '../fsafe/read/mounts.ts'
import { syncFilesystem } from '../fsafe/read/syncFilesystem.ts'
import type { BatchOperation, KeyValue } from '../kv/keyValue.ts'
import { type MountIdentity, mountsOperation, readMounts } from '../store/mounts.ts'
import { planMounts, type MountPolicy, type PlannedMount } from '../walker/mountPlan.ts'

/** One scan's view of the mounts: what the walk meets, and since when their files may be trusted. */
export interface MountBook {
  readonly table: MountTable
  /** Mounts that the walk meets below its roots; usually none, and a look-up per file is worth avoiding. */
  readonly below: ReadonlyMap<BytePath, PlannedMount>
  /** Store-wide table; index rows hold positions in it. */
  readonly known: MountIdentity[]
  /** Positions whose filesystem proves unchanged content by stat (decision 15). */
  readonly trusted: Set<number>
  readonly synced: Map<number, Promise<number | null>>
  grown: boolean
}

export async function openMountBook(
  meta: KeyValue,
  tops: readonly BytePath[],
  policy: MountPolicy,
): Promise<MountBook> {
  const table = readMountTable()
  const plan = planMounts(table, tops, policy)
  for (const top of tops) if (plan.get(top)?.decision === 'pseudo-filesystem') throw noFiles(top)
  const below = new Map([...plan].filter(([path]) => !tops.includes(path)))
  return { table, below, known: await readMounts(meta), trusted: new Set(), synced: new Map(), grown: false }
}

/** Position of a mount in the store-wide table, added when it is new. */
export function mountPosition(book: MountBook, mount: Mount | undefined): number {
  const identity = identityOf(mount)
  let position = book.known.findIndex((known) => sameMount(known, identity))
  if (position === -1) {
    position = book.known.push(identity) - 1
    book.grown = true
  }
  if (trustOfMount(mount) === 'stat') book.trusted.add(position)
  return position
}

export function identityOf(mount: Mount | undefined): MountIdentity {
  if (mount === undefined) return { type: 'unknown', source: '', subroot: '/' }
  return { type: mount.type, source: mount.source, subroot: mount.subroot }
}

export function sameMount(a: MountIdentity, b: MountIdentity): boolean {
  return a.type === b.type && a.source === b.source && a.subroot === b.subroot
}

/** The row of the table, once after each addition. */
export function takeMountOperations(book: MountBook): BatchOperation[] {
  if (!book.grown) return []
  book.grown = false
  return [mountsOperation(book.known)]
}

/**
 * The wall clock before a completed syncfs of the mount, once per mount and scan, immediately before its first read
 * (decision 15); null when it failed: every row read there stays racy.
 */
export function syncedAt(
  book: MountBook,
  position: number,
  within: { path: BytePath; now: () => number },
): Promise<number | null> {
  const running = book.synced.get(position)
  if (running !== undefined) return running
  const started = syncMount(within.path, within.now())
  book.synced.set(position, started)
  return started
}

/** decision 15: the file was last changed clearly before everything dirty was written out. */
export function isSettled(
  book: MountBook,
  position: number,
  ctimeMs: number,
  syncedAtMs: number | null,
): boolean {
  return book.trusted.has(position) && syncedAtMs !== null && ctimeMs + racySlackMs < syncedAtMs
}

function noFiles(path: BytePath): HoldfastError {
  const shown = displayPath(path)
  return new HoldfastError('HF_USAGE', `${shown} is a filesystem of the kernel and holds no files`, {
    facts: { path: shown },
  })
}

async function syncMount(path: BytePath, now: number): Promise<number | null> {
  const directory = tryOpenDirectory(path)
  if (typeof directory === 'string') return null
  try {
    return (await syncFilesystem(directory)) === 'synced' ? now : null
  } finally {
    closeDirectory(directory)
  }
}
