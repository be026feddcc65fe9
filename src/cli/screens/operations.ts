import { displayPath } from '../../domain/displayPath.ts'
import { formatIncidentId } from '../../domain/incident.ts'
import { shortOid } from '../../domain/oid.ts'
import { type FileVersion, formatOperationId, type Operation } from '../../domain/operation.ts'
import type { OperationStory } from '../../service/contract/operations.ts'
import type { Page } from '../../service/contract/page.ts'
import { formatMode } from '../json/snapshot.ts'
import type { Screen } from '../output/screen.ts'
import { left, plainRow, renderTable } from '../output/table.ts'
import { counted } from '../text/numbers.ts'
import { safeText } from '../text/safeText.ts'
import { indented } from '../text/wrap.ts'
import { noteSentences } from './acted.ts'
import { eventTitle } from './eventWords.ts'
import { commonDirectory, fileTitle, relativeDisplay } from './filePaths.ts'
import { pageLine } from './list.ts'
import { operationWords } from './operationWords.ts'
import { factLines } from './status.ts'
import { causeWords, initiatorWords } from './words.ts'

/** Everything that holdfast changed, newest first. */
export function renderOperations({ items, total }: Page<Operation>, screen: Screen): readonly string[] {
  const [first] = items
  if (first === undefined) return [total === 0 ? 'No operations.' : 'No more operations.']
  const directory = commonDirectory(items.map(({ path }) => path))
  const columns = [
    left('ID'),
    left(`DATE (${screen.zone(first.startedAt)})`),
    left(fileTitle(directory), 'cut'),
    left('OPERATION'),
    left('CONTENT'),
    left('UNDO UNTIL'),
  ]
  const rows = items.map((operation) =>
    plainRow(
      formatOperationId(operation.id),
      screen.time(operation.startedAt, 'minute'),
      relativeDisplay(operation.path, directory),
      operationWords(operation),
      contentWords(operation),
      untilWords(operation, screen),
    ),
  )
  return [...renderTable(columns, rows, screen), '', pageLine(items.length, total, 'operation')]
}

export function renderOperation({ operation, events }: OperationStory, screen: Screen): readonly string[] {
  const { id, path, owner, incident, why, source, method, cause, initiator, rules } = operation
  const date = `${screen.time(operation.startedAt, 'second')} ${screen.zone(operation.startedAt)}`
  const ofIncident = incident === null ? '' : `, ${formatIncidentId(incident)}`
  const facts: (readonly [string, string])[] = [
    ['FILE', `${displayPath(path)}, account ${displayPath(owner)}${ofIncident}`],
    ['WHEN', `${date}, ${causeWords[cause]}, ${initiatorWords(initiator, cause)}`],
    ['BEFORE', versionWords(operation.before, screen)],
    ['AFTER', versionWords(operation.after, screen)],
  ]
  if (why !== null) facts.push(['WHY', safeText(why)])
  if (method !== null) facts.push(['METHOD', `${method}${source === null ? '' : `: ${safeText(source)}`}`])
  if (rules.length > 0) facts.push(['RULES', rules.map((rule) => String(rule).padStart(4, '0')).join(', ')])
  for (const sentence of noteSentences(operation)) facts.push(['NOTE', sentence])
  facts.push(['UNDO', undoFact(operation, screen)])
  return [
    `${formatOperationId(id)}  ${operationWords(operation)}`,
    ...facts.flatMap(([name, fact]) => factLines(name, fact, screen)),
    ...events.flatMap((event) =>
      indented(`${screen.time(event.at, 'second')}  ${eventTitle(event)}`, 2, screen.width),
    ),
    counted(events.length, 'event'),
  ]
}

function contentWords({ before, after }: Operation): string {
  const [from, to] = [before, after].map((version) => (version === null ? '-' : shortOid(version.oid)))
  return `${from ?? '-'} -> ${to ?? '-'}`
}

function untilWords({ undoneBy, undoableUntil }: Operation, screen: Screen): string {
  if (undoneBy !== null) return `undone by ${formatOperationId(undoneBy)}`
  return undoableUntil === null ? '-' : screen.time(undoableUntil, 'minute')
}

function versionWords(version: FileVersion | null, screen: Screen): string {
  if (version === null) return 'no file'
  const { mode, uid, gid, mtimeMs, xattrs } = version.metadata
  const own = `uid ${String(uid)} gid ${String(gid)} ${formatMode(mode)}`
  const extra =
    xattrs.state === 'known' && xattrs.lines.length > 0
      ? `, ${counted(xattrs.lines.length, 'extended attribute')}`
      : ''
  return `${shortOid(version.oid)}, ${counted(version.size, 'byte')}, ${own}, mtime ${screen.time(mtimeMs, 'second')}${extra}`
}

function undoFact(operation: Operation, screen: Screen): string {
  const { id, undoneBy, undoableUntil, undoes } = operation
  const was = undoes === null ? '' : `this undid ${formatOperationId(undoes)}; `
  if (undoneBy !== null) return `${was}undone by ${formatOperationId(undoneBy)}`
  if (undoableUntil === null) return `${was}not possible`
  return `${was}until ${screen.time(undoableUntil, 'minute')}: holdfast undo ${formatOperationId(id)}`
}
