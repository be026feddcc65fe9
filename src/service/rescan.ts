import { HoldfastError } from '../domain/errors.ts'
import type { Cause } from '../domain/event.ts'
import type { Incident } from '../domain/incident.ts'
import { rescanPathsMax } from '../domain/actingLimits.ts'
import { type BytePath, isWithin, parentOf } from '../domain/path.ts'
import { closeDirectory, tryOpenDirectory } from '../fsafe/read/directory.ts'
import { listRoots } from '../store/roots.ts'
import type { ServiceContext } from './context.ts'
import type { Rescan } from './contract/act.ts'
import type { ScanReport, UndecidedFile } from './contract/scan.ts'
import { scanResolved } from './scan.ts'

/**
 * Scans exactly these files, also those that are gone, in snapshots of their own kind (decision 3). What fails here is
 * data: the operations before it are done and have to be reported.
 */
export async function rescan(
  context: ServiceContext,
  paths: readonly BytePath[],
  cause: Cause,
): Promise<Rescan> {
  const roots: BytePath[] = []
  for await (const { path } of listRoots(context.store.meta)) roots.push(path)
  // A file outside every root would make its directory a root.
  const known = [...new Set(paths)].filter((path) => roots.some((root) => isWithin(path, root)))
  try {
    return await scanParts(context, known.filter(hasDirectory), cause)
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.kind === 'bug') throw error
    return { state: 'failed', code: error.code, message: error.message }
  }
}

async function scanParts(context: ServiceContext, paths: readonly BytePath[], cause: Cause): Promise<Rescan> {
  const incidents: Incident[] = []
  const undecided: UndecidedFile[] = []
  let last: ScanReport | undefined
  for (let from = 0; from < paths.length; from += rescanPathsMax) {
    last = await scanPart(context, paths.slice(from, from + rescanPathsMax), cause)
    incidents.push(...last.incidents)
    undecided.push(...last.undecided)
  }
  if (last === undefined) return { state: 'none' }
  return { state: 'done', scan: last.scan, files: paths.length, incidents, undecided }
}

async function scanPart(
  context: ServiceContext,
  paths: readonly BytePath[],
  cause: Cause,
): Promise<ScanReport> {
  return await scanResolved(context, {
    targets: paths.map((path) => ({ path, kind: 'file' })),
    cause,
    initiator: context.initiator,
    distrust: 'nothing',
    excluded: null,
    mounts: 'stay',
    changedRoot: 'refuse',
    reason: 'operation',
  })
}

/** Whoever takes the directory away meanwhile must not keep the others from being looked at. */
function hasDirectory(path: BytePath): boolean {
  const directory = tryOpenDirectory(parentOf(path))
  if (typeof directory === 'string') return false
  closeDirectory(directory)
  return true
}
