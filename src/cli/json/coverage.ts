import { displayPath } from '../../domain/displayPath.ts'
import { formatScanId } from '../../domain/incident.ts'
import type { CoverageGap, CoverageReport, PathCoverage } from '../../service/contract/coverage.ts'
import type { Listing } from '../output/answer.ts'
import { fileBase64, fileFields, instantOrNull } from './fields.ts'

/** The stable shape of `coverage --json` (docs/CLI.md). */
export function coverageToJson(report: CoverageReport): Readonly<Record<string, unknown>> {
  return {
    open: report.open,
    items: report.paths.map(pathToJson),
    unscanned: report.unscanned === null ? null : fileFields(report.unscanned),
    excludes: report.excludes,
  }
}

/** One row per path and gap; a path without gaps has one row without a reason. */
export function coverageListing({ paths }: CoverageReport): Listing {
  return {
    columns: ['file', 'fileBase64', 'scanId', 'files', 'reason', 'count', 'open'],
    rows: () =>
      paths.flatMap((path) => {
        const { scan, files, gaps } = path
        const place = [displayPath(path.path), fileBase64(path.path)]
        const head = [...place, scan === null ? null : formatScanId(scan.id), files]
        if (gaps.length === 0) return [[...head, null, 0, 'no']]
        return gaps.map(({ reason, count, open }) => [...head, reason, count, open ? 'yes' : 'no'])
      }),
    items: () => paths.map(pathToJson),
    paths: () => paths.flatMap(({ gaps }) => gaps.flatMap(({ open, examples }) => (open ? examples : []))),
  }
}

/** RFC 3339 date of a day counted from 1970. */
export function formatDay(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10)
}

function pathToJson(coverage: PathCoverage): Readonly<Record<string, unknown>> {
  const { path, scan, stopped, oldestReadDay, gaps, ...counts } = coverage
  return {
    ...fileFields(path),
    scanId: scan === null ? null : formatScanId(scan.id),
    scannedAt: instantOrNull(scan?.finishedAt ?? null),
    stoppedScanId: stopped === null ? null : formatScanId(stopped.id),
    ...counts,
    oldestRead: oldestReadDay === null ? null : formatDay(oldestReadDay),
    gaps: gaps.map(gapToJson),
  }
}

function gapToJson({ reason, count, open, scan, examples }: CoverageGap): Readonly<Record<string, unknown>> {
  return {
    reason,
    count,
    open,
    ...(scan === null ? {} : { scanId: formatScanId(scan) }),
    examples: examples.map(fileFields),
  }
}
