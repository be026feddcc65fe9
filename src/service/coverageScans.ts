import type { ScanRecord } from '../domain/scan.ts'
import { makesIncomplete, type SkipReason } from '../domain/skip.ts'
import type { CoverageGap } from './contract/coverage.ts'

/** What a scan counted; files known by their stat only are left to the index, which also has their names. */
export function scanGaps({ id, skipped }: ScanRecord): readonly CoverageGap[] {
  const counts = Object.entries(skipped) as [SkipReason, number][]
  return counts
    .filter(([reason, count]) => count > 0 && reason !== 'too-large')
    .map(([reason, count]) => ({ reason, count, open: makesIncomplete(reason), scan: id, examples: [] }))
}
