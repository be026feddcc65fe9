import type { BytePath } from '../domain/path.ts'
import { isWithin, parentOf } from '../domain/path.ts'
import type { ScanRecord } from '../domain/scan.ts'
import { readDirectory, readEntry } from '../index/readDirectory.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { listRoots, readRoot } from '../store/roots.ts'
import type { ServiceContext } from './context.ts'
import type { CoverageReport, CoverageRequest, PathCoverage } from './contract/coverage.ts'
import { surveyIndex } from './coverageIndex.ts'
import { scanGaps } from './coverageScans.ts'
import { keptRule } from './keptRule.ts'
import { pathFrom } from './target.ts'
import { readWalkBook, type WalkBook } from './walkedBy.ts'

/**
 * What was and what was not looked at, from the records of the newest scans and from the index; the disk is not asked.
 * Of every root, or of the part of the roots that `path` names.
 */
export async function readCoverage(
  context: ServiceContext,
  request: CoverageRequest,
): Promise<CoverageReport> {
  const { meta } = context.store
  const asked = request.path === null ? null : pathFrom(request.path, request.cwd)
  const walks = await readWalkBook(meta)
  const paths: PathCoverage[] = []
  for await (const root of listRoots(meta)) {
    const part = asked === null ? root.path : partOf(root.path, asked)
    if (part !== undefined && (await isKnown(meta, part))) paths.push(await coverageOf(context, part, walks))
  }
  const unscanned = asked !== null && paths.length === 0 ? asked : null
  const open = unscanned !== null || paths.some(isOpen)
  return { paths, unscanned, excludes: context.settings.config.scan.exclude, open }
}

/** Of a root above or at `asked` the asked part, of a root below it the whole root. */
function partOf(root: BytePath, asked: BytePath): BytePath | undefined {
  if (isWithin(asked, root)) return asked
  return isWithin(root, asked) ? root : undefined
}

/** A root may have no row yet, when its first scan was stopped. */
async function isKnown(meta: KeyValue, path: BytePath): Promise<boolean> {
  if ((await readRoot(meta, path)) !== undefined) return true
  return (await readDirectory(meta, path)) !== undefined || (await readEntry(meta, path)) !== undefined
}

async function coverageOf(context: ServiceContext, path: BytePath, walks: WalkBook): Promise<PathCoverage> {
  const { meta } = context.store
  const entry = await readEntry(meta, path)
  // A file is surveyed as one entry of its directory.
  const isFile = entry !== undefined && entry.stat.kind !== 'directory'
  const place = isFile ? { top: parentOf(path), only: path } : { top: path, only: null }
  const { gaps, ...survey } = await surveyIndex(meta, place, keptRule(context.settings.config))
  const scan = walks.finished(path) ?? null
  return {
    path,
    scan,
    stopped: stoppedSince(walks, path, scan),
    ...survey,
    // What a scan could not read in a whole tree says nothing about one file that has its own entry.
    gaps: [...(scan === null || isFile ? [] : scanGaps(scan)), ...gaps].sort(openFirst),
  }
}

function stoppedSince(walks: WalkBook, path: BytePath, finished: ScanRecord | null): ScanRecord | null {
  const stopped = walks.stopped(path)
  return stopped !== undefined && stopped.id > (finished?.id ?? 0) ? stopped : null
}

function isOpen({ scan, stopped, gaps }: PathCoverage): boolean {
  return scan === null || stopped !== null || gaps.some(({ open }) => open)
}

function openFirst(a: PathCoverage['gaps'][number], b: PathCoverage['gaps'][number]): number {
  return Number(b.open) - Number(a.open)
}
