import type { AuditReport } from '../../service/contract/audit.ts'
import type { Screen } from '../output/screen.ts'
import { plainRow, renderTable, left, right } from '../output/table.ts'
import { counted } from '../text/numbers.ts'
import { safeText } from '../text/safeText.ts'
import { wrapWords } from '../text/wrap.ts'

/** Whether the history holds, and what to keep elsewhere so that it can be held against it later. */
export function renderAudit({ ok, events, head, problems }: AuditReport, screen: Screen): readonly string[] {
  if (ok) {
    return [
      `OK. ${counted(events, 'event')}, each follows the one before it.`,
      `head  ${head}`,
      ...wrapWords(
        'Keep this digest on another machine: a history that was written anew from some event on does not lead to it.',
        screen.width,
      ),
    ]
  }
  const rows = problems.map(({ seq, problem }) => plainRow(String(seq), safeText(problem)))
  return [
    `BROKEN. ${counted(events, 'event')}, ${counted(problems.length, 'problem')}.`,
    '',
    ...renderTable([right('EVENT'), left('PROBLEM')], rows, screen),
    '',
    'Nothing was repaired. Keep a copy of the store directory as evidence before doing anything else with it.',
  ]
}
