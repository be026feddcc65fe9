import type { DataToCheck, FsckReport } from '../../service/contract/fsck.ts'
import type { Screen } from '../output/screen.ts'
import { left, plainRow, renderTable } from '../output/table.ts'
import { counted } from '../text/numbers.ts'
import { safeText } from '../text/safeText.ts'

export interface FsckAsked {
  readonly readData: DataToCheck
  readonly repair: 'nothing' | 'derivable'
}

export function renderFsck(report: FsckReport, asked: FsckAsked, screen: Screen): readonly string[] {
  const { ok, objects, events, problems } = report
  const depth = depthText(report, asked.readData)
  const checked = `${counted(objects, 'object')}, ${counted(events, 'event')}: ${depth}`
  const repairs = repairLines(report, screen)
  if (ok) return [...repairs, `OK. ${checked}.`]
  const rows = problems.map(({ kind, id, problem }) =>
    plainRow(safeText(kind), safeText(id), safeText(problem)),
  )
  return [
    ...repairs,
    `${counted(problems.length, 'PROBLEM')}${asked.repair === 'derivable' ? ' LEFT' : ''}. ${checked}.`,
    '',
    ...renderTable([left('KIND'), left('ID'), left('PROBLEM')], rows, screen),
    '',
    ...(asked.repair === 'derivable' ? afterRepair : afterCheck),
  ]
}

const afterCheck = [
  'Nothing was repaired. Keep a copy of the store directory before doing anything else with it;',
  'holdfast fsck --repair puts right what can be derived and removes no content.',
]
const afterRepair = [
  'What is left cannot be derived from anything else here; a backup of the store may have it.',
]

function depthText({ objectsRead, readRange }: FsckReport, readData: DataToCheck): string {
  if (readData === 'all') return 'all data read and hashed again'
  if (readRange === null) return 'records and references; holdfast fsck --read-data reads all data'
  const { from, to } = readRange
  return `${counted(objectsRead, 'object')} read and hashed again, ids from ${from} to before ${to}; the next share begins there`
}

function repairLines({ repaired, setAside }: FsckReport, screen: Screen): readonly string[] {
  if (repaired.length === 0) return []
  const rows = repaired.map(({ kind, id, repair }) =>
    plainRow(safeText(kind), safeText(id), safeText(repair)),
  )
  const copy =
    setAside === null ? [] : [`Everything that was taken out is in ${safeText(setAside)} in the store.`]
  return [
    `${counted(repaired.length, 'REPAIR')}.`,
    '',
    ...renderTable([left('KIND'), left('ID'), left('REPAIR')], rows, screen),
    '',
    ...copy,
    'Run a scan of every root now: what was dropped from the index is read again.',
    '',
  ]
}
