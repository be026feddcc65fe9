import type { IndexEntry } from '../domain/entry.ts'
import { coverageExamplesMax } from '../domain/limits.ts'
import { type BytePath, joinPath } from '../domain/path.ts'
import type { DirectoryRow } from '../index/directoryRow.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { undecidedUnder } from '../store/openItems.ts'
import type { CoverageGap, GapReason, PathCoverage } from './contract/coverage.ts'
import { directoryRows } from './directoryRows.ts'

/** Where to look: everything below `top`, or `only` one file directly in it. */
export interface SurveyPlace {
  readonly top: BytePath
  readonly only: BytePath | null
}

export type Survey = Pick<PathCoverage, 'files' | 'directories' | 'unproven' | 'oldestReadDay' | 'gaps'>

/** What the index and the list of undecided files say. One pass; memory is the counts and a few examples. */
export async function surveyIndex(
  meta: KeyValue,
  place: SurveyPlace,
  neverKept: (path: BytePath) => boolean,
): Promise<Survey> {
  const tally: Tally = { files: 0, directories: 0, unproven: 0, oldestReadDay: null, gaps: new Map() }
  for await (const row of directoryRows(meta, place.top)) {
    if (place.only !== null && row.path !== place.top) break
    surveyRow(tally, row, { only: place.only, neverKept })
  }
  for await (const { path } of undecidedUnder(meta, place.only ?? place.top)) addGap(tally, 'undecided', path)
  return { ...tally, gaps: [...tally.gaps.values()] }
}

interface Tally {
  files: number
  directories: number
  unproven: number
  oldestReadDay: number | null
  readonly gaps: Map<GapReason, Gap>
}

type Gap = Omit<CoverageGap, 'count' | 'examples'> & { count: number; readonly examples: BytePath[] }

interface Wanted {
  readonly only: BytePath | null
  readonly neverKept: (path: BytePath) => boolean
}

function surveyRow(tally: Tally, row: DirectoryRow, { only, neverKept }: Wanted): void {
  if (only === null) tally.directories += 1
  for (const entry of row.entries()) {
    const path = joinPath(row.path, entry.name)
    if (only !== null && path !== only) continue
    if (entry.stat.kind === 'file') surveyFile(tally, entry, path, neverKept)
    if (entry.stat.kind === 'directory' && entry.oid === null) addGap(tally, 'unlisted-directory', path)
  }
}

function surveyFile(
  tally: Tally,
  entry: IndexEntry,
  path: BytePath,
  neverKept: (path: BytePath) => boolean,
): void {
  tally.files += 1
  if (!entry.trusted) tally.unproven += 1
  if (entry.oid === null) {
    addGap(tally, isKnownByStat(entry) ? 'stat-only' : 'unread-file', path)
    return
  }
  tally.oldestReadDay = Math.min(tally.oldestReadDay ?? entry.readDay, entry.readDay)
  if (entry.hashOnly) addGap(tally, neverKept(path) ? 'never-kept' : 'hash-only', path)
}

/** Too large (decision 12): the day was recorded although nothing was read. */
function isKnownByStat({ readDay }: IndexEntry): boolean {
  return readDay > 0
}

const openReasons: readonly GapReason[] = ['unread-file', 'unlisted-directory', 'undecided']

function addGap({ gaps }: Tally, reason: GapReason, path: BytePath): void {
  const open = openReasons.includes(reason)
  const gap = gaps.get(reason) ?? { reason, open, scan: null, count: 0, examples: [] }
  gaps.set(reason, gap)
  gap.count += 1
  if (gap.examples.length < coverageExamplesMax) gap.examples.push(path)
}
