import { displayPath } from '../../domain/displayPath.ts'
import { unreachable } from '../../domain/errors.ts'
import type { DiffReport, DiskDiff } from '../../service/contract/diff.ts'
import type { ChangeMark } from '../../service/contract/snapshots.ts'
import type { Screen } from '../output/screen.ts'
import { counted, formatCount } from '../text/numbers.ts'
import { renderContentDiff } from './contentDiff.ts'
import { renderSnapshotDiff } from './snapshots.ts'

export function renderDiff(report: DiffReport, screen: Screen): readonly string[] {
  switch (report.kind) {
    case 'disk':
      return renderDiskDiff(report.diff)
    case 'snapshots':
      return renderSnapshotDiff(report.diff, screen)
    case 'contents':
      return renderContentDiff(report.diff)
    default:
      return unreachable(report)
  }
}

function renderDiskDiff(diff: DiskDiff): readonly string[] {
  const { paths, changes, total, unseen, unproven } = diff
  const rest = total - changes.length
  return [
    `${paths.map((path) => displayPath(path)).join(' ')}: the last scan -> the disk now`,
    ...changes.map(({ mark, path }) => `${mark}  ${displayPath(path)}`),
    ...(rest > 0 ? [`... and ${formatCount(rest)} more`] : []),
    '',
    summary(diff),
    ...(unseen === 0 ? [] : [`${counted(unseen, 'directory', 'directories')} could not be looked at.`]),
    ...(unproven === 0 ? [] : [`${unprovenWords(unproven)} and proves nothing: the next scan reads it.`]),
    'By size, times and owner only: no file was read. holdfast scan says what the contents are.',
  ]
}

const markWords: Readonly<Record<ChangeMark, string>> = {
  A: 'added',
  D: 'deleted',
  M: 'of another size or mtime',
  T: 'with other type, mode or owner',
  '?': 'touched although size and mtime stayed',
}

function summary({ total, counts }: DiskDiff): string {
  if (total === 0) return 'No differences.'
  const marks = (Object.keys(markWords) as ChangeMark[]).filter((mark) => counts[mark] > 0)
  return marks.map((mark) => `${formatCount(counts[mark])} ${markWords[mark]}`).join(', ')
}

function unprovenWords(count: number): string {
  return count === 1 ? 'Of 1 file the stat is equal' : `Of ${formatCount(count)} files the stat is equal`
}
