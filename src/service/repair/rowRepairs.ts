import {
  parseIdKey,
  parseIndexPageKey,
  parseNameKey,
  parseNumberKey,
  parsePathKey,
  parseVerdictKey,
} from '../../codec/keys.ts'
import type { RecordKind } from '../../codec/records.ts'
import { displayPath } from '../../domain/displayPath.ts'
import { HoldfastError } from '../../domain/errors.ts'
import { formatIncidentId } from '../../domain/incident.ts'
import type { Oid } from '../../domain/oid.ts'
import { type BytePath, parentOf } from '../../domain/path.ts'
import type { DamagedRow } from '../../store/fsckRows.ts'
import type { FsckRepair } from '../contract/fsck.ts'

/** What follows from the rows that do not decode. Their keys still say what they were about. */
export interface RowPlan {
  readonly removed: readonly DamagedRow[]
  readonly repaired: readonly FsckRepair[]
  /** Directories to be read again. */
  readonly directories: ReadonlySet<BytePath>
  /** Contents whose row is lost, and contents that have lost a verdict. */
  readonly contentRows: ReadonlySet<Oid>
  readonly unjudged: ReadonlySet<Oid>
  /** Incidents that cannot be read any more. */
  readonly incidents: ReadonlySet<number>
  /** The whole index is to be dropped. */
  readonly index: 'keep' | 'drop'
}

export function planRows(rows: readonly DamagedRow[]): RowPlan {
  const facts = noFacts()
  const removed: DamagedRow[] = []
  const repaired: FsckRepair[] = []
  for (const row of rows) {
    const { kind, key } = row
    const action = kind === undefined ? taken('taken out') : actions[kind]
    if (action === undefined || isKept(kind, key)) continue
    removed.push(row)
    repaired.push({ kind: kind ?? 'database', id: idOf(kind, key), repair: action.repair })
    unlessUnreadable(() => {
      action.note(facts, key)
    })
  }
  return { ...facts, removed, repaired }
}

function noFacts(): Facts {
  return {
    directories: new Set(),
    contentRows: new Set(),
    unjudged: new Set(),
    incidents: new Set(),
    index: 'keep',
  }
}

interface Facts {
  readonly directories: Set<BytePath>
  readonly contentRows: Set<Oid>
  readonly unjudged: Set<Oid>
  readonly incidents: Set<number>
  index: 'keep' | 'drop'
}

interface Action {
  readonly repair: string
  readonly note: (facts: Facts, key: Buffer) => void
}

const taken = (repair: string, note: Action['note'] = () => undefined): Action => ({ repair, note })

const noteParent: Action['note'] = ({ directories }, key) => {
  directories.add(parentOf(parsePathKey(key).path))
}

/** Events stay as they are, damaged or not: a history with a scar is worth more than one with a hole. */
const actions: Partial<Readonly<Record<RecordKind, Action>>> = {
  'content-row': taken('taken out', ({ contentRows }, key) => {
    contentRows.add(parseIdKey(key))
  }),
  verdict: taken('taken out; the files that have the content are read again', ({ unjudged }, key) => {
    unjudged.add(parseVerdictKey(key).oid)
  }),
  epoch: taken('taken out; its verdicts are given again'),
  root: taken('taken out; its next scan makes it again'),
  ref: taken('taken out'),
  snapshot: taken('taken out'),
  'root-snapshot': taken('taken out'),
  'index-page': taken('taken out; the directory is read again', ({ directories }, key) => {
    directories.add(parseIndexPageKey(key).path)
  }),
  incident: taken('taken out; its file is read again', ({ incidents }, key) => {
    incidents.add(parseNumberKey(key))
  }),
  'open-incident': taken('taken out', noteParent),
  scan: taken('taken out'),
  'path-event': taken('taken out'),
  counter: taken('taken out'),
  single: taken('taken out', (facts, key) => {
    // Index rows name mounts by their position in this table.
    if (parseNameKey(key) === 'mounts') facts.index = 'drop'
  }),
  pending: taken('taken out; its file is read again', noteParent),
  undecided: taken('taken out; its file is read again', noteParent),
  pack: taken('taken out; add these rules again'),
  ignore: taken('taken out; the next scan shows what it hid'),
  hold: taken('taken out; hold it again before anything is collected'),
  tombstone: taken('taken out; purge the content again'),
}

function isKept(kind: RecordKind | undefined, key: Buffer): boolean {
  return kind === 'single' && parseNameKey(key) === 'journal-head'
}

const ids: Partial<Readonly<Record<RecordKind, (key: Buffer) => string>>> = {
  incident: (key) => formatIncidentId(parseNumberKey(key)),
  'index-page': (key) => displayPath(parseIndexPageKey(key).path),
  pack: (key) => displayPath(parseNameKey(key)),
  ref: (key) => displayPath(parseNameKey(key)),
  single: (key) => displayPath(parseNameKey(key)),
  counter: (key) => displayPath(parseNameKey(key)),
  pending: (key) => displayPath(parsePathKey(key).path),
  undecided: (key) => displayPath(parsePathKey(key).path),
  root: (key) => displayPath(parsePathKey(key).path),
}

function idOf(kind: RecordKind | undefined, key: Buffer): string {
  const hex = key.toString('hex', kind === undefined ? 0 : 1)
  let id = hex
  unlessUnreadable(() => {
    id = (kind === undefined ? undefined : ids[kind]?.(key)) ?? hex
  })
  return id
}

/** A key that does not parse either says nothing; its row leaves all the same. */
function unlessUnreadable(work: () => void): void {
  try {
    work()
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.kind !== 'corrupt') throw error
  }
}
