import { formatOperationId } from '../../domain/operation.ts'
import { shortOid } from '../../domain/oid.ts'
import type { PlannedStep } from '../../service/contract/act.ts'
import type { Explanation } from '../../service/contract/file.ts'
import type { Screen } from '../output/screen.ts'
import { safeText } from '../text/safeText.ts'
import { indented } from '../text/wrap.ts'
import { operationWords } from './operationWords.ts'

/** WHAT EACH ACTION WOULD DO to the file that is explained; nothing for a file that nothing is to be done about. */
export function actionLines({ incident, actions }: Explanation, screen: Screen): readonly string[] {
  const { clean, undoable } = actions
  const rows: (readonly [string, string])[] = []
  if (clean !== null) {
    rows.push(
      ['clean', cleanWords(clean)],
      ['quarantine', 'take the file away; the store keeps it (retention.quarantine)'],
      ['delete', 'as quarantine, kept for as long as other originals (retention.originals)'],
    )
  }
  if (incident?.status === 'infected' || incident?.status === 'suspicious') {
    rows.push(['ignore', 'this content at this path is no longer reported; any change of the file ends it'])
  }
  if (undoable !== null) {
    const { id, undoableUntil } = undoable
    const until = undoableUntil === null ? '' : `, until ${screen.time(undoableUntil, 'minute')}`
    rows.push(['undo', `takes back ${formatOperationId(id)} (${operationWords(undoable)})${until}`])
  } else if (rows.length > 0) {
    rows.push(['restore', 'nothing to restore: holdfast has not changed this file'])
  }
  if (rows.length === 0) return []
  return ['', 'WHAT EACH ACTION WOULD DO', ...rows.flatMap(([name, text]) => actionRow(name, text, screen))]
}

const textIndent = 14

function actionRow(name: string, text: string, screen: Screen): readonly string[] {
  const [first = '', ...others] = indented(text, textIndent, screen.width)
  return [`  ${name}`.padEnd(textIndent) + first.slice(textIndent), ...others]
}

function cleanWords(step: PlannedStep): string {
  if (step.kind !== 'clean' && step.kind !== 'refused')
    return 'quarantine: all of it is malicious (malware.standalone)'
  if (step.kind === 'refused') return `not possible: ${safeText(step.detail)}`
  const { method, source, sourceOid, afterOid } = step
  if (method === 'trim') return 'leave an empty file: all of it is malicious (malware.standalone)'
  if (sourceOid === afterOid) return `put back ${shortOid(afterOid)}; source: ${safeText(source)}`
  return `take out what was put in and keep the rest; source: ${safeText(source)}`
}
