import { displayPath } from '../../domain/displayPath.ts'
import type { EntryKind } from '../../domain/fileStat.ts'
import { formatScanId } from '../../domain/incident.ts'
import { shortOid } from '../../domain/oid.ts'
import type { StoredSnapshot } from '../../domain/snapshot.ts'
import type { Page } from '../../service/contract/page.ts'
import type {
  ChangeMark,
  SnapshotDiff,
  SnapshotListing,
  TreeListing,
} from '../../service/contract/snapshots.ts'
import { formatMode } from '../json/snapshot.ts'
import type { Screen } from '../output/screen.ts'
import { left, plainRow, renderTable, right } from '../output/table.ts'
import { counted, formatBytes, formatCount } from '../text/numbers.ts'
import { pageLine } from './list.ts'

export function renderSnapshotPage(
  { items, total }: Page<StoredSnapshot>,
  screen: Screen,
): readonly string[] {
  const [newest] = items
  if (newest === undefined) return ['No snapshots.']
  const columns = [
    left('ID'),
    left(`TIME (${screen.zone(newest.at)})`),
    left('ROOT', 'cut'),
    right('FILES'),
    right('SIZE'),
    left('BY'),
    left('PARENT'),
  ]
  const rows = items.map((snapshot) =>
    plainRow(
      shortOid(snapshot.id),
      screen.time(snapshot.at, 'minute'),
      displayPath(snapshot.root),
      formatCount(snapshot.files),
      formatBytes(snapshot.bytes),
      `${snapshot.reason} ${formatScanId(snapshot.scan)}`,
      snapshot.parent === null ? '-' : shortOid(snapshot.parent),
    ),
  )
  return [...renderTable(columns, rows, screen), '', pageLine(items.length, total, 'snapshot')]
}

export function renderSnapshot(snapshot: StoredSnapshot, screen: Screen): readonly string[] {
  const { parent, id } = snapshot
  return [
    `snapshot  ${id}`,
    `root      ${displayPath(snapshot.root)}`,
    `time      ${screen.time(snapshot.at, 'second')} ${screen.zone(snapshot.at)}, by ${snapshot.reason} ${formatScanId(snapshot.scan)}`,
    `content   ${counted(snapshot.files, 'file')}, ${formatBytes(snapshot.bytes)}, tree ${shortOid(snapshot.tree)}`,
    `parent    ${parent ?? 'none: the first of this root'}`,
    '',
    `  holdfast snapshot ls ${shortOid(id)}`,
    ...(parent === null ? [] : [`  holdfast snapshot diff ${shortOid(parent)} ${shortOid(id)}`]),
  ]
}

const kindMarks: Readonly<Record<EntryKind, string>> = {
  file: '-',
  directory: 'd',
  symlink: 'l',
  fifo: 'p',
  socket: 's',
  'character-device': 'c',
  'block-device': 'b',
}

/** One directory of a snapshot, names relative to it. */
export function renderTree(listing: SnapshotListing, screen: Screen): readonly string[] {
  const { items, total, path, snapshot } = listing
  const title = `${displayPath(path)} in snapshot ${shortOid(snapshot.id)}, ${screen.time(snapshot.at, 'minute')} ${screen.zone(snapshot.at)}`
  if (items.length === 0) return [title, 'Empty.']
  const columns = [
    left('MODE'),
    right('UID'),
    right('GID'),
    right('SIZE'),
    left('CONTENT'),
    left('NAME', 'cut'),
  ]
  const rows = items.map((item) => plainRow(...treeCells(item)))
  return [title, ...renderTable(columns, rows, screen), '', pageLine(items.length, total, 'name')]
}

function treeCells({ path, entry }: TreeListing): readonly string[] {
  return [
    `${kindMarks[entry.kind]}${formatMode(entry.mode)}`,
    String(entry.uid),
    String(entry.gid),
    entry.kind === 'directory' ? '-' : formatCount(entry.size),
    entry.oid === null ? '-' : `${shortOid(entry.oid)}${entry.hashOnly ? ' (hash only)' : ''}`,
    `${displayPath(path.slice(path.lastIndexOf('/') + 1))}${entry.kind === 'directory' ? '/' : ''}`,
  ]
}

const markWords: Readonly<Record<ChangeMark, string>> = {
  A: 'added',
  D: 'deleted',
  M: 'changed',
  T: 'with other type, mode or owner',
  '?': 'changed although size and mtime did not',
}

export function renderSnapshotDiff(
  { from, to, changes, total }: SnapshotDiff,
  screen: Screen,
): readonly string[] {
  const when = [from, to].map(
    ({ id, at }) => `${shortOid(id)} (${screen.time(at, 'minute')} ${screen.zone(at)})`,
  )
  const title = `${displayPath(to.root)}: ${when.join(' -> ')}`
  const lines = changes.map(({ mark, path, before, after }) => {
    const contents = [before, after].flatMap((oid) => (oid === null ? [] : [shortOid(oid)]))
    return `${mark}  ${displayPath(path)}${contents.length === 2 ? `  ${contents.join(' -> ')}` : ''}`
  })
  const rest = total - changes.length
  const more = rest > 0 ? [`... and ${formatCount(rest)} more`] : []
  return [title, ...lines, ...more, '', summary(changes.map(({ mark }) => mark))]
}

function summary(marks: readonly ChangeMark[]): string {
  if (marks.length === 0) return 'No differences.'
  const kinds = (Object.keys(markWords) as ChangeMark[]).filter((mark) => marks.includes(mark))
  return kinds
    .map((mark) => `${formatCount(marks.filter((other) => other === mark).length)} ${markWords[mark]}`)
    .join(', ')
}
