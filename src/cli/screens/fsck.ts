import type { FsckReport } from '../../service/contract/fsck.ts'
import type { Screen } from '../output/screen.ts'
import { left, plainRow, renderTable } from '../output/table.ts'
import { counted } from '../text/numbers.ts'
import { safeText } from '../text/safeText.ts'

/** `read` says whether every content was read and hashed again. */
export function renderFsck(report: FsckReport, read: 'none' | 'all', screen: Screen): readonly string[] {
  const { ok, objects, events, problems } = report
  const depth =
    read === 'all'
      ? 'all data read and hashed again'
      : 'records and references; holdfast fsck --read-data reads all data'
  const checked = `${counted(objects, 'object')}, ${counted(events, 'event')}: ${depth}`
  if (ok) return [`OK. ${checked}.`]
  const rows = problems.map(({ kind, id, problem }) =>
    plainRow(safeText(kind), safeText(id), safeText(problem)),
  )
  return [
    `${counted(problems.length, 'PROBLEM')}. ${checked}.`,
    '',
    ...renderTable([left('KIND'), left('ID'), left('PROBLEM')], rows, screen),
    '',
    'Nothing was repaired. Keep a copy of the store directory before doing anything else with it.',
  ]
}
