import { unreachable } from '../../domain/errors.ts'
import type { DiffReport } from '../../service/contract/diff.ts'
import type { Listing } from '../output/answer.ts'
import { contentDiffToJson } from '../screens/contentDiff.ts'
import { fileFields } from './fields.ts'
import { changeListing, changeToJson, snapshotDiffToJson } from './snapshot.ts'

/** The stable shapes of `diff --json` (docs/CLI.md). */
export function diffToJson(report: DiffReport): Readonly<Record<string, unknown>> {
  switch (report.kind) {
    case 'disk': {
      const { paths, changes, counts, total, unseen, unproven } = report.diff
      const roots = paths.map(fileFields)
      return { paths: roots, changes: changes.map(changeToJson), counts, total, unseen, unproven }
    }
    case 'snapshots':
      return snapshotDiffToJson(report.diff)
    case 'contents':
      return contentDiffToJson(report.diff)
    default:
      return unreachable(report)
  }
}

/** Lines of two contents are no list of files. */
export function diffListing(report: DiffReport): Listing | null {
  return report.kind === 'contents' ? null : changeListing(report.diff.changes)
}
