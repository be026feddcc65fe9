import { displayPath } from '../../domain/displayPath.ts'
import { formatScanId } from '../../domain/incident.ts'
import type { ScanRecord } from '../../domain/scan.ts'
import type { CoverageGap, CoverageReport, GapReason, PathCoverage } from '../../service/contract/coverage.ts'
import { formatDay } from '../json/coverage.ts'
import type { Screen } from '../output/screen.ts'
import { left, plainRow, renderTable, right } from '../output/table.ts'
import { counted, formatCount } from '../text/numbers.ts'
import { safeText } from '../text/safeText.ts'
import { indented, wrapWords } from '../text/wrap.ts'
import { relativeDisplay } from './filePaths.ts'
import { scanOutcomeWords, skipWords } from './words.ts'

/** What was not looked at, and what of it still may hide something. */
export function renderCoverage(report: CoverageReport, screen: Screen): readonly string[] {
  const { paths, unscanned, excludes, open } = report
  const sections = paths.map((path) => pathLines(path, screen))
  return [
    ...(unscanned === null ? [] : [`${displayPath(unscanned)} was never scanned: holdfast scan PATH`]),
    ...(paths.length === 0 && unscanned === null ? ['Nothing was scanned yet: holdfast scan DIR'] : []),
    ...sections.flatMap((lines) => [...lines, '']),
    ...(excludes.length === 0
      ? []
      : wrapWords(`Excluded by the settings: ${excludes.map(safeText).join(', ')}`, screen.width)),
    open
      ? 'Not everything was looked at: what is marked open is not called clean.'
      : 'Nothing is open: whatever was not judged was left out on purpose.',
  ]
}

function pathLines(coverage: PathCoverage, screen: Screen): readonly string[] {
  const { path, files, directories, gaps } = coverage
  const facts = [
    directories === 0
      ? '1 file'
      : `${counted(files, 'file')} in ${counted(directories, 'directory', 'directories')}`,
    lookedAt(coverage, screen),
    ...ageFacts(coverage),
  ]
  return [
    displayPath(path),
    ...indented(`${facts.join(', ')}.`, 2, screen.width),
    ...(gaps.length === 0 ? ['  Every file was read and judged.'] : gapTable(coverage, screen)),
  ]
}

function lookedAt({ scan, stopped }: PathCoverage, screen: Screen): string {
  const last = scan === null ? 'never walked to its end' : `walked by scan ${scanWords(scan, screen)}`
  if (stopped === null) return last
  return `${last}, a later one (${formatScanId(stopped.id)}) ${scanOutcomeWords[stopped.outcome]}`
}

function scanWords({ id, finishedAt }: ScanRecord, screen: Screen): string {
  if (finishedAt === null) return formatScanId(id)
  return `${formatScanId(id)} ${screen.time(finishedAt, 'minute')} ${screen.zone(finishedAt)}`
}

function ageFacts({ oldestReadDay, unproven }: PathCoverage): readonly string[] {
  return [
    ...(oldestReadDay === null ? [] : [`oldest full read ${formatDay(oldestReadDay)}`]),
    ...(unproven === 0 ? [] : [`${formatCount(unproven)} to be read again by the next scan`]),
  ]
}

function gapTable(coverage: PathCoverage, screen: Screen): readonly string[] {
  const { path, gaps } = coverage
  const columns = [right('  COUNT'), left('WHAT'), left('STATE'), left('SAID BY'), left('FOR EXAMPLE', 'cut')]
  const rows = gaps.map((gap) =>
    plainRow(
      `  ${formatCount(gap.count)}`,
      gapWords[gap.reason],
      gap.open ? 'open' : 'on purpose',
      sourceOf(gap, coverage),
      exampleOf(gap, path),
    ),
  )
  return renderTable(columns, rows, screen)
}

/** A scan of more than this path counted all of it together. */
function sourceOf(gap: CoverageGap, { path, scan }: PathCoverage): string {
  if (gap.scan === null || scan === null) return 'index'
  const [only, another] = scan.paths
  const scope = only === path && another === undefined ? '' : ', all of it'
  return `scan ${formatScanId(gap.scan)}${scope}`
}

function exampleOf({ examples }: CoverageGap, path: PathCoverage['path']): string {
  const [first] = examples
  return first === undefined ? '' : relativeDisplay(first, path)
}

const gapWords: Readonly<Record<GapReason, string>> = {
  ...skipWords,
  'unread-file': 'file never read',
  'unlisted-directory': 'directory never listed',
  undecided: 'undecided',
  'never-kept': 'judged, never kept (mail, keys, dumps)',
  'hash-only': 'judged, only the hash kept',
  'stat-only': 'known by its stat only (too large)',
}
