import { displayPath } from '../../domain/displayPath.ts'
import { screenPathsMax } from '../../domain/limits.ts'
import { rootPath } from '../../domain/path.ts'
import type { BytePath } from '../../domain/path.ts'
import { makesIncomplete } from '../../domain/skip.ts'
import type { SkipReason } from '../../domain/skip.ts'
import type { ScanReport } from '../../service/contract/scan.ts'
import type { Screen } from '../output/screen.ts'
import { counted, formatCount } from '../text/numbers.ts'
import { wrapWords } from '../text/wrap.ts'
import { commonDirectory, relativeDisplay } from './filePaths.ts'
import { countedSkips, limitWords, skipWords } from './words.ts'

interface NamedGap {
  readonly path: BytePath
  readonly why: string
}

/** `Complete.`, or what is missing for it. */
export function completenessOf({ scan, undecided }: ScanReport): string {
  const missing = [
    ...(undecided.length === 0 ? [] : [`${formatCount(undecided.length)} undecided`]),
    ...skipCounts(scan.skipped, 'incomplete'),
  ]
  switch (scan.outcome) {
    case 'complete':
      return missing.length === 0 ? 'Complete.' : `Incomplete: ${missing.join(', ')}.`
    case 'interrupted':
      return 'Interrupted: what is missing is read by the next scan.'
    case 'failed':
    case 'running':
    case 'incomplete':
      return missing.length === 0 ? 'Incomplete.' : `Incomplete: ${missing.join(', ')}.`
  }
}

/** What was not looked at: by policy, against our will, and what could not be judged to the end. */
export function gapLines(report: ScanReport, screen: Screen): readonly string[] {
  return [
    ...policyLine(report),
    ...unreadLine(report),
    ...undecidedLine(report),
    ...troubleLines(report),
  ].flatMap((line) => wrapWords(line, screen.width))
}

function policyLine({ scan }: ScanReport): readonly string[] {
  const skipped = skipCounts(scan.skipped, 'policy')
  const hashOnly = scan.counts.hashOnly
  const sentences = [
    ...(skipped.length === 0 ? [] : [`Not read: ${skipped.join(', ')}.`]),
    ...(hashOnly === 0
      ? []
      : [`Hashed but not kept: ${formatCount(hashOnly)} (media, archives, mail, sessions).`]),
  ]
  return sentences.length === 0 ? [] : [sentences.join(' ')]
}

function unreadLine({ scan, skipped }: ScanReport): readonly string[] {
  const gaps = skipped
    .filter(({ reason }) => makesIncomplete(reason))
    .map(({ path, reason }) => ({ path, why: skipWords[reason] }))
  const total = Object.entries(scan.skipped)
    .filter(([reason]) => makesIncomplete(reason as SkipReason))
    .reduce((sum, [, count]) => sum + count, 0)
  return namedGaps('Could not be read, so not called clean', gaps, total)
}

function undecidedLine({ undecided }: ScanReport): readonly string[] {
  const gaps = undecided.map(({ path, limits }) => ({
    path,
    why: limits.map((limit) => limitWords[limit]).join(', '),
  }))
  return namedGaps('Undecided, so not called clean', gaps, gaps.length)
}

/** What happened besides the files: each line says what it means for the result. */
function troubleLines({ trouble }: ScanReport): readonly string[] {
  const { unkept, damaged, readersLost } = trouble
  return [
    ...(unkept === 0
      ? []
      : [
          `The store is full (store.limitBytes): ${counted(unkept, 'new content')} judged and hashed, but not kept.`,
        ]),
    ...(damaged === 0
      ? []
      : [`The store is damaged: ${counted(damaged, 'record')} could not be used (holdfast fsck).`]),
    ...(readersLost === 0
      ? []
      : [
          `The process that parses the files was ended ${counted(readersLost, 'time')} by what it read; no verdict was taken from it.`,
        ]),
  ]
}

function namedGaps(title: string, gaps: readonly NamedGap[], total: number): readonly string[] {
  if (total === 0) return []
  const named = gaps.slice(0, screenPathsMax)
  const directory = named.length === 1 ? rootPath : commonDirectory(named.map(({ path }) => path))
  const items = named.map(({ path, why }) => `${relativeDisplay(path, directory)} (${why})`)
  const place = directory === rootPath ? '' : ` (in ${displayPath(directory)})`
  const rest = total - named.length
  const more = rest > 0 ? [`and ${formatCount(rest)} more (scan --json names them)`] : []
  return [`${title}${place}: ${[...items, ...more].join(', ')}.`]
}

function skipCounts(
  skipped: ScanReport['scan']['skipped'],
  group: 'incomplete' | 'policy',
): readonly string[] {
  return Object.entries(skipped)
    .map(([reason, count]) => ({ reason: reason as SkipReason, count }))
    .filter(({ reason, count }) => count > 0 && makesIncomplete(reason) === (group === 'incomplete'))
    .map(({ reason, count }) => countedSkips(reason, count))
}
