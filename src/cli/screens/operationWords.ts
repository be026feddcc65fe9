import { unreachable } from '../../domain/errors.ts'
import { formatIncidentId } from '../../domain/incident.ts'
import type { Operation } from '../../domain/operation.ts'
import { statusWords } from './words.ts'

/** What an operation did, in the words of the statuses; or that it did not. */
export function operationWords({ kind, outcome, method, after }: Operation): string {
  switch (outcome) {
    case 'open':
      return 'Not ended'
    case 'refused':
      return 'Refused'
    case 'failed':
      return 'Failed'
    case 'done':
      return doneWords(kind, { method, after })
    default:
      return unreachable(outcome)
  }
}

function doneWords(kind: Operation['kind'], { method, after }: Pick<Operation, 'method' | 'after'>): string {
  switch (kind) {
    case 'clean':
      return method === 'trim' ? statusWords['content-removed'] : statusWords.cleaned
    case 'quarantine':
      return statusWords.quarantined
    case 'delete':
      return statusWords.deleted
    case 'restore':
      return statusWords.restored
    case 'undo':
      return after === null ? 'Undone (taken away)' : 'Undone (put back)'
    case 'ignore':
      return statusWords.ignored
    case 'purge':
      return 'Purged'
    default:
      return unreachable(kind)
  }
}

/** `i1208  `: an incident in front of its file. */
export function incidentColumn(id: number | null): string {
  return (id === null ? '-' : formatIncidentId(id)).padEnd(7)
}
