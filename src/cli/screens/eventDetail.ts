import type { JournalEvent } from '../../domain/event.ts'
import { formatIncidentId, formatScanId } from '../../domain/incident.ts'
import { shortOid } from '../../domain/oid.ts'
import type { Screen } from '../output/screen.ts'
import { counted, formatCount } from '../text/numbers.ts'
import { safeText } from '../text/safeText.ts'
import { operationDetail } from './operationDetail.ts'

/** What the EVENT column already says, or what the other ids of the event say. */
const saidElsewhere: readonly string[] = ['tier', 'id', 'paths']

/** The DETAIL column of one event: its ids, then its small facts in the order they were recorded. */
export function eventDetail(event: JournalEvent, screen: Screen): string {
  const { incident, scan, oid, detail, operation } = event
  if (operation !== undefined) return operationDetail(operation, event, screen)
  const facts = Object.entries(detail).filter(([name]) => !isSaidElsewhere(event, name))
  return [
    ...(incident === undefined ? [] : [formatIncidentId(incident)]),
    ...(scan === undefined ? [] : [formatScanId(scan)]),
    ...(oid === undefined ? [] : [shortOid(oid)]),
    ...facts.flatMap(([name, value]) => factWords(name, value)),
  ].join(', ')
}

function isSaidElsewhere({ event }: JournalEvent, name: string): boolean {
  return saidElsewhere.includes(name) || (event === 'operation-refused' && name === 'kind')
}

/** Zero counts say nothing; hashes are shortened to what a person types. */
function factWords(name: string, value: string | number | null): readonly string[] {
  if (value === null || value === 0) return []
  if (typeof value === 'number') return [numberWords(name, value)]
  const text = safeText(value)
  if (name === 'reason' || name === 'outcome' || name === 'because') return [text]
  return [`${name} ${/^[0-9a-f]{64}$/.test(text) ? text.slice(0, 8) : text}`]
}

function numberWords(name: string, value: number): string {
  return name === 'files' ? counted(value, 'file') : `${name} ${formatCount(value)}`
}
