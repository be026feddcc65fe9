import { displayPath } from '../../domain/displayPath.ts'
import { unreachable } from '../../domain/errors.ts'
import { formatScanId } from '../../domain/incident.ts'
import { shortOid } from '../../domain/oid.ts'
import type { Oid } from '../../domain/oid.ts'
import type { BytePath } from '../../domain/path.ts'
import type { HistoryLine, HistoryReport } from '../../service/contract/history.ts'
import type { Screen } from '../output/screen.ts'
import { left, plainRow, renderTable } from '../output/table.ts'
import { counted, formatCount } from '../text/numbers.ts'
import { eventDetail } from './eventDetail.ts'
import { eventTitle } from './eventWords.ts'
import { commonDirectory, fileTitle, relativeDisplay } from './filePaths.ts'
import { causeWords, initiatorWords, outcomeWords } from './words.ts'

const changeWords = {
  'first-seen': 'First seen',
  'content-changed': 'Content changed',
  removed: 'Removed',
} as const

/** Newest first. Of one path the FILE column is left out; of many, paths are relative to what they have in common. */
export function renderHistory(report: HistoryReport, screen: Screen): readonly string[] {
  if (report.items.length === 0) return ['No events.', ...closingLines(report)]
  const paths = report.items.flatMap((line) => pathOf(line) ?? [])
  const directory = commonDirectory(paths)
  const oneFile = report.path !== null && paths.every((path) => path === report.path)
  const newest = report.items[0]?.at ?? 0
  const columns = [
    left(`DATE (${screen.zone(newest)})`),
    left('EVENT'),
    ...(oneFile ? [] : [left(fileTitle(directory), 'cut')]),
    left('CAUSE'),
    left('INITIATOR'),
    left('DETAIL'),
  ]
  const rows = report.items.map((line) => {
    const [date, event, ...others] = lineCells(line, screen)
    const path = pathOf(line)
    const file = path === undefined ? '' : relativeDisplay(path, directory)
    return plainRow(date, event, ...(oneFile ? [] : [file]), ...others)
  })
  return [...renderTable(columns, rows, screen), ...closingLines(report)]
}

function lineCells(line: HistoryLine, screen: Screen): readonly [string, string, string, string, string] {
  const date = screen.time(line.at, 'second')
  switch (line.kind) {
    case 'event': {
      const { cause, initiator } = line.event
      return [
        date,
        eventTitle(line.event),
        causeWords[cause],
        initiatorWords(initiator, cause),
        eventDetail(line.event, screen),
      ]
    }
    case 'content':
      return [date, changeWords[line.change], '', formatScanId(line.scan), contentDetail(line)]
    default:
      return unreachable(line)
  }
}

function contentDetail(line: Extract<HistoryLine, { kind: 'content' }>): string {
  const contents = [line.before, line.after].flatMap(shortOrNothing)
  return [contents.join(' -> '), ...(line.after === null ? [] : [outcomeWords[line.outcome]])].join(', ')
}

function shortOrNothing(oid: Oid | null): readonly string[] {
  return oid === null ? [] : [shortOid(oid)]
}

function pathOf(line: HistoryLine): BytePath | undefined {
  return line.kind === 'content' ? line.path : line.event.path
}

function closingLines({ items, total, owner, head, path }: HistoryReport): readonly string[] {
  const shown =
    items.length < total
      ? `${formatCount(items.length)} of ${counted(total, 'line')}`
      : counted(total, 'line')
  const account = owner === null ? '' : `, account ${displayPath(owner)}`
  return [
    `${shown}${account}. The journal has ${counted(head.seq, 'event')}, head ${shortOid(head.digest)} (checked by holdfast fsck).`,
    ...(path === null ? ['One file: holdfast history FILE. One kind: --event detected.'] : []),
  ]
}
