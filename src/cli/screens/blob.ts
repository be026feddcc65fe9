import { displayPath } from '../../domain/displayPath.ts'
import { shortOid } from '../../domain/oid.ts'
import type { ContentFacts, ContentPlaces } from '../../service/contract/blob.ts'
import type { Screen } from '../output/screen.ts'
import { left, plainRow, renderTable, right } from '../output/table.ts'
import { counted, formatCount } from '../text/numbers.ts'
import { safeText } from '../text/safeText.ts'
import { limitWords, outcomeWords } from './words.ts'

export function renderContentFacts(facts: ContentFacts, screen: Screen): readonly string[] {
  const { oid, size, kept, firstSeenAt, verdicts } = facts
  const since = `${screen.time(firstSeenAt, 'minute')} ${screen.zone(firstSeenAt)}`
  return [
    `content   ${oid}`,
    `size      ${counted(size, 'byte')}, ${kept === 'whole' ? 'kept in the store' : 'only the hash is kept'}`,
    `first     ${since}`,
    ...verdicts.map((judged) => `verdict   ${verdictWords(judged)}`),
    ...(verdicts.length === 0 ? ['verdict   never judged'] : []),
    '',
    `  holdfast blob find ${shortOid(oid)}`,
    ...(kept === 'whole' ? [`  holdfast view ${shortOid(oid)}`] : []),
  ]
}

function verdictWords({ fileClass, outcome, epoch, verdict }: ContentFacts['verdicts'][number]): string {
  const place = fileClass === 'generic' ? '' : `as ${fileClass}: `
  const because = [
    ...verdict.findings.map(({ reason }) => safeText(reason)),
    ...verdict.limits.map((limit) => limitWords[limit]),
  ]
  const why = because.length === 0 ? '' : ` (${because.join(', ')})`
  return `${place}${outcomeWords[outcome]}${why}, epoch ${String(epoch)}`
}

export function renderPlaces(places: ContentPlaces, screen: Screen): readonly string[] {
  const { oid, present, past, snapshotsSearched, complete } = places
  const searched = counted(snapshotsSearched, 'snapshot')
  return [
    `${shortOid(oid)} is the content of ${counted(present.total, 'file')} today${shownOf(present)}`,
    ...present.items.map(({ path, owner }) => `  ${displayPath(path)}  (${displayPath(owner)})`),
    '',
    `In ${searched} it was at ${counted(past.total, 'path')}${shownOf(past)}`,
    ...(past.items.length === 0 ? [] : pastTable(past.items, screen)),
    ...(complete ? [] : ['The search ended at a limit: older snapshots may have more.']),
  ]
}

function shownOf({ items, total }: { readonly items: readonly unknown[]; readonly total: number }): string {
  return items.length === total ? '' : ` (${formatCount(items.length)} shown; more with --limit and --offset)`
}

function pastTable(items: ContentPlaces['past']['items'], screen: Screen): readonly string[] {
  const zone = screen.zone(items[0]?.newest.at ?? 0)
  const columns = [left('  FILE', 'cut'), left(`FROM (${zone})`), left('UNTIL'), right('SNAPSHOTS')]
  const rows = items.map(({ path, oldest, newest, snapshots }) =>
    plainRow(
      `  ${displayPath(path)}`,
      screen.time(oldest.at, 'minute'),
      screen.time(newest.at, 'minute'),
      formatCount(snapshots),
    ),
  )
  return renderTable(columns, rows, screen)
}
