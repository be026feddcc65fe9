import { unreachable } from '../../domain/errors.ts'
import { displayPath } from '../../domain/displayPath.ts'
import { formatIncidentId } from '../../domain/incident.ts'
import { idsInCommandMax } from '../../domain/actingLimits.ts'
import { formatOperationId, type Operation } from '../../domain/operation.ts'
import type { ActReport, PlannedFile, Rescan } from '../../service/contract/act.ts'
import type { Aftermath } from '../../service/contract/aftermath.ts'
import type { RestoreReport, UndoReport } from '../../service/contract/undo.ts'
import type { Screen } from '../output/screen.ts'
import { left, type Row, renderTable } from '../output/table.ts'
import { counted, formatCount } from '../text/numbers.ts'
import { safeText } from '../text/safeText.ts'
import { indented } from '../text/wrap.ts'
import { settledAftermath } from './aftermath.ts'
import { renderIncidents } from './incidents.ts'
import { operationWords } from './operationWords.ts'

/** What was done, file by file, what the scan after it said, and how to take it back. */
export function renderActed(report: ActReport, screen: Screen): readonly string[] {
  const { operations, plan, rescan } = report
  if (plan.files.length === 0) return ['Nothing to do: no open infected file fits.']
  return [
    ...operationRows(operations, screen),
    ...plan.files.flatMap((file) => refusedLine(file, screen)),
    ...indented(`${countLine(report)}${rescanSentence(rescan)}`, 0, screen.width),
    ...findingsAfter(rescan, screen),
    ...refusedHint(report),
    ...keptLines(operations, screen),
    ...aftermathLines(report, screen),
  ]
}

export function renderUndone(report: UndoReport, screen: Screen): readonly string[] {
  const { chosen, done, refused, rescan } = report
  if (chosen.length === 0) return ['Nothing to undo.']
  const counts = `${formatCount(done.length)} undone, ${formatCount(refused.length)} refused`
  return [
    ...operationRows(done, screen),
    ...indented(`${counts}${rescanSentence(rescan)}`, 0, screen.width),
    ...findingsAfter(rescan, screen),
    ...keptLines(done, screen),
    ...aftermathLines(report, screen),
  ]
}

/** The operations that one rule alone brought about. */
export function renderUndoList({ chosen }: UndoReport, screen: Screen): readonly string[] {
  if (chosen.length === 0) return ['Nothing to undo.']
  const ids = chosen.slice(0, idsInCommandMax).map(({ id }) => formatOperationId(id))
  return [
    ...operationRows(chosen, screen),
    `${counted(chosen.length, 'operation')} would be undone; what is malicious under today's rules is refused. Nothing has been changed.`,
    chosen.length > ids.length
      ? 'Undo: the same command without --dry-run'
      : `Undo: holdfast undo ${ids.join(' ')}`,
  ]
}

export function renderRestored(report: RestoreReport, screen: Screen): readonly string[] {
  const { operation, rescan } = report
  return [
    ...operationRows([operation], screen),
    ...indented(`1 done${rescanSentence(rescan)}`, 0, screen.width),
    ...findingsAfter(rescan, screen),
    ...keptLines([operation], screen),
    ...aftermathLines(report, screen),
  ]
}

function aftermathLines({ aftermath }: { readonly aftermath: Aftermath }, screen: Screen): readonly string[] {
  return settledAftermath(aftermath).flatMap((line) => indented(line, 0, screen.width))
}

/** One line per operation, without a header: the ids are what is typed next. */
function operationRows(operations: readonly Operation[], screen: Screen): readonly string[] {
  if (operations.length === 0) return []
  const columns = [left(''), left(''), left(''), left('', 'cut')]
  return renderTable(columns, operations.map(operationRow), screen).slice(1)
}

function operationRow(operation: Operation): Row {
  const { id, incident, path, why } = operation
  return {
    cells: [
      formatOperationId(id),
      incident === null ? '-' : formatIncidentId(incident),
      operationWords(operation),
      displayPath(path),
    ],
    notes: [...(why === null ? [] : [`${safeText(why)}.`]), ...noteSentences(operation)],
  }
}

/** What else is true of an operation, a sentence each. */
export function noteSentences({ notes, displaced }: Operation): readonly string[] {
  const sentences = notes.map((note) => {
    switch (note.kind) {
      case 'other-names':
        return `The file has ${counted(note.count, 'other name')} (hard links): they still have the old content.`
      case 'attributes-incomplete':
        return 'Some extended attributes could not be set; the record of the operation has them.'
      case 'copy-mode':
        return 'No safe stage on that filesystem: done beside the file.'
      case 'put-back':
        return `Other bytes came to the path meanwhile and were put back (${note.oid.slice(0, 8)}).`
      default:
        return unreachable(note)
    }
  })
  const kept = displaced.map((oid) => oid.slice(0, 8)).join(' ')
  return displaced.length === 0
    ? sentences
    : [...sentences, `Also kept what came to the path meanwhile: ${kept}.`]
}

function refusedLine({ incident, step }: PlannedFile, screen: Screen): readonly string[] {
  if (step.kind !== 'refused') return []
  const text = `-  ${formatIncidentId(incident.id)}  Refused  ${displayPath(incident.path)}: ${safeText(step.detail)}`
  return indented(text, 0, screen.width).map((line, index) => (index === 0 ? line : `   ${line}`))
}

/** What cannot be cleaned is still served to visitors: the way to take it away at least. */
function refusedHint({ plan }: ActReport): readonly string[] {
  const refused = plan.files.filter(({ step }) => step.kind === 'refused')
  if (refused.length === 0 || plan.action !== 'clean') return []
  const ids =
    refused.length > idsInCommandMax
      ? 'with ids of holdfast list'
      : refused.map(({ incident }) => formatIncidentId(incident.id)).join(' ')
  return [`What was refused is as it was. To take it away: holdfast quarantine ${ids}`]
}

function countLine({ operations, plan }: ActReport): string {
  const done = operations.filter(({ outcome }) => outcome === 'done').length
  const failed = operations.filter(({ outcome }) => outcome === 'failed').length
  const planned = plan.files.filter(({ step }) => step.kind === 'refused').length
  const refused = planned + operations.filter(({ outcome }) => outcome === 'refused').length
  const stopped = plan.files.length - planned - operations.length
  const left = stopped === 0 ? '' : `, ${formatCount(stopped)} not begun`
  return `${formatCount(done)} done, ${formatCount(refused)} refused, ${formatCount(failed)} failed${left}`
}

function rescanSentence(rescan: Rescan): string {
  switch (rescan.state) {
    case 'none':
      return '.'
    case 'failed':
      return `; the scan after it failed: ${safeText(rescan.message)} (${rescan.code}).`
    case 'done': {
      const { files, incidents, undecided } = rescan
      const what = files === 1 ? 'the file was' : `the ${formatCount(files)} files were`
      return `; ${what} scanned again: ${foundWords(incidents.length, undecided.length)}.`
    }
    default:
      return unreachable(rescan)
  }
}

function foundWords(found: number, undecided: number): string {
  if (found === 0 && undecided === 0) return 'clean'
  return [
    ...(found === 0 ? [] : [`${formatCount(found)} FOUND`]),
    ...(undecided === 0 ? [] : [`${formatCount(undecided)} undecided`]),
  ].join(', ')
}

function findingsAfter(rescan: Rescan, screen: Screen): readonly string[] {
  if (rescan.state !== 'done' || rescan.incidents.length === 0) return []
  return ['', ...renderIncidents(rescan.incidents, screen), '']
}

/** Until when what was there is kept, and the command that brings it back. */
function keptLines(operations: readonly Operation[], screen: Screen): readonly string[] {
  const undoable = operations.filter(
    ({ outcome, undoableUntil }) => outcome === 'done' && undoableUntil !== null,
  )
  const until = Math.min(...undoable.map(({ undoableUntil }) => undoableUntil ?? Number.POSITIVE_INFINITY))
  if (undoable.length === 0) return []
  const time = `${screen.time(until, 'minute')} ${screen.zone(until)}`
  const ids = undoable.map(({ id }) => formatOperationId(id))
  const command =
    ids.length > idsInCommandMax
      ? 'holdfast undo, with ids of holdfast operation list'
      : `holdfast undo ${ids.join(' ')}`
  const subject = undoable.length === 1 ? 'The original is' : 'Originals are'
  return [`${subject} kept until ${time}. Undo: ${command}`]
}
