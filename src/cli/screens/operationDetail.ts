import type { JournalEvent } from '../../domain/event.ts'
import { formatOperationId } from '../../domain/operation.ts'
import type { Screen } from '../output/screen.ts'
import { safeText } from '../text/safeText.ts'

/** `o88: 3d06dcd6 -> 098e83f4, own history; undo until 2026-12-06 02:12`: an event that ended an operation. */
export function operationDetail(id: number, { detail }: JournalEvent, screen: Screen): string {
  const until = detail['undoableUntil']
  const facts = [
    contentWords(detail),
    textOf(detail['source']),
    prefixed('undoes', detail['undoes']),
    textOf(detail['why']),
    ...noteWords(detail),
  ].filter((fact) => fact !== '')
  const end = typeof until === 'number' ? `; undo until ${screen.time(until, 'minute')}` : ''
  return `${formatOperationId(id)}: ${facts.join(', ')}${end}`
}

function contentWords(detail: JournalEvent['detail']): string {
  const [before, after] = [detail['before'], detail['after']]
  if (before === undefined || after === undefined) return ''
  return `${shortOrNone(before)} -> ${shortOrNone(after)}`
}

function shortOrNone(oid: string | number | null): string {
  return typeof oid === 'string' ? safeText(oid.slice(0, 8)) : 'no file'
}

function textOf(value: string | number | null | undefined): string {
  return typeof value === 'string' ? safeText(value) : ''
}

function prefixed(name: string, value: string | number | null | undefined): string {
  const text = textOf(value)
  return text === '' ? '' : `${name} ${text}`
}

function noteWords(detail: JournalEvent['detail']): readonly string[] {
  const otherNames = detail['otherNames']
  return [
    ...(typeof otherNames === 'number' ? [`${String(otherNames)} other names keep the old content`] : []),
    ...(detail['copyMode'] === undefined ? [] : ['without a stage']),
    ...(detail['attributesIncomplete'] === undefined ? [] : ['some attributes not set']),
    ...(detail['putBack'] === undefined ? [] : ['something else came meanwhile and was put back']),
  ]
}
