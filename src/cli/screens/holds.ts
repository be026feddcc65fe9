import { displayPath } from '../../domain/displayPath.ts'
import { unreachable } from '../../domain/errors.ts'
import { formatHoldId, type Hold, type HoldSubject } from '../../domain/hold.ts'
import { formatIncidentId, formatScanId } from '../../domain/incident.ts'
import { shortOid } from '../../domain/oid.ts'
import type { Screen } from '../output/screen.ts'
import { left, plainRow, renderTable } from '../output/table.ts'
import { counted } from '../text/numbers.ts'
import { safeText } from '../text/safeText.ts'
import { initiatorWords } from './words.ts'

export function renderHolds(holds: readonly Hold[], screen: Screen): readonly string[] {
  if (holds.length === 0) return ['Nothing is held.']
  const columns = [
    left('ID'),
    left('HELD', 'cut'),
    left(`SINCE (${screen.zone(holds[0]?.addedAt ?? 0)})`),
    left('BY'),
    left('REASON', 'cut'),
  ]
  const rows = holds.map(({ id, subject, reason, initiator, addedAt }) =>
    plainRow(
      formatHoldId(id),
      subjectWords(subject),
      screen.time(addedAt, 'minute'),
      initiatorWords(initiator, 'manual'),
      safeText(reason),
    ),
  )
  return [...renderTable(columns, rows, screen), '', counted(holds.length, 'hold')]
}

export function renderHoldChange({ id, subject }: Hold, change: 'added' | 'removed'): readonly string[] {
  const what = `${formatHoldId(id)}: ${subjectWords(subject)}`
  if (change === 'added')
    return [`Hold ${what}. Nothing of it expires or is purged until the hold is removed.`]
  return [`Hold ${what}, removed. What is past its time goes with the next gc.`]
}

function subjectWords(subject: HoldSubject): string {
  switch (subject.kind) {
    case 'content':
      return `content ${shortOid(subject.oid)}`
    case 'path':
      return displayPath(subject.path)
    case 'incident':
      return `${formatIncidentId(subject.incident)}, ${displayPath(subject.path)}`
    case 'scan':
      return `scan ${formatScanId(subject.scan)}`
    case 'user':
      return `account ${displayPath(subject.owner)}`
    default:
      return unreachable(subject)
  }
}
