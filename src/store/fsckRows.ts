import {
  contentRowKey,
  parseIdKey,
  parseNameKey,
  parseRootSnapshotKey,
  refKey,
  snapshotKey,
  verdictKey,
} from '../codec/keys.ts'
import { corruptRecord, decodeRecord } from '../codec/record.ts'
import { metaKinds, type RecordKind, recordKinds } from '../codec/records.ts'
import { readRow } from '../codec/rowFields.ts'
import { decodeSnapshot } from '../codec/snapshot.ts'
import { displayPath } from '../domain/displayPath.ts'
import type { FileClass } from '../domain/fileClass.ts'
import { presenceKeysMax } from '../domain/limits.ts'
import type { Oid } from '../domain/oid.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { decodeContentRow } from './contents.ts'
import type { FsckProgress, ProblemList } from './fsckReport.ts'
import type { Objects } from './objects.ts'
import { decodeRefTarget, rootRefName } from './refs.ts'
import { decodeRoot } from './roots.ts'
import { readRows } from './rows.ts'

/** A content that a row names: its content row is there, and its verdict in this class unless it is null. */
export interface NamedContent {
  readonly oid: Oid
  readonly judgedAs: FileClass | null
}

/**
 * Checks a row whose inside another room knows (index pages, events...) and answers the contents it names. Throws a
 * HoldfastError for damage. The record itself is already checked.
 */
export type ForeignRowCheck = (kind: RecordKind, key: Buffer, value: Buffer) => readonly NamedContent[]

/** A row that cannot be used as it is; `kind` is undefined for a key of no known table. */
export interface DamagedRow {
  readonly kind: RecordKind | undefined
  readonly key: Buffer
  readonly value: Buffer
}

export interface RowsToCheck {
  readonly meta: KeyValue
  readonly objects: Objects
  readonly problems: ProblemList
}

interface Checks {
  readonly checkForeignRow: ForeignRowCheck
  readonly onDamagedRow: (row: DamagedRow) => void
  readonly onProgress: (progress: FsckProgress) => void
}

/** Everything a group of rows says that the databases must hold. */
interface Claims {
  readonly wholeContents: Set<Oid>
  readonly contentRows: Set<Oid>
  /** By key, in latin1. */
  readonly verdicts: Map<string, Oid>
  readonly snapshots: Set<Oid>
  /** Names: a root whose snapshots are listed has a ref, written with each of them. */
  readonly refs: Set<string>
}

/** One pass over all of meta: every row is whole, and what it names is there. Answers the trees of all snapshots. */
export async function checkRows(target: RowsToCheck, checks: Checks): Promise<ReadonlySet<Oid>> {
  const trees = new Set<Oid>()
  let claims = noClaims()
  let done = 0
  await target.problems.during({ kind: 'database', id: 'meta' }, async () => {
    for await (const [key, value] of readRows(target.meta, wholeDatabase)) {
      done += 1
      const kind = kindOfKey(key)
      await target.problems.during({ kind: kind ?? 'database', id: idOf(kind, key) }, async () => {
        await Promise.resolve()
        try {
          checkRow(kind, { key, value }, { claims, trees }, checks)
        } catch (error) {
          checks.onDamagedRow({ kind, key, value })
          throw error
        }
      })
      if (done % presenceKeysMax === 0) {
        await checkClaims(target, claims)
        claims = noClaims()
        checks.onProgress({ phase: 'rows', done })
      }
    }
  })
  await checkClaims(target, claims)
  checks.onProgress({ phase: 'rows', done })
  return trees
}

const wholeDatabase = { gte: Buffer.alloc(0), lt: Buffer.of(0xff, 0xff) }
const kindByTag = new Map<string, RecordKind>(metaKinds.map((kind) => [recordKinds[kind].tag, kind]))

function noClaims(): Claims {
  return {
    wholeContents: new Set(),
    contentRows: new Set(),
    verdicts: new Map(),
    snapshots: new Set(),
    refs: new Set(),
  }
}

function kindOfKey(key: Buffer): RecordKind | undefined {
  return kindByTag.get(key.toString('latin1', 0, 1))
}

function idOf(kind: RecordKind | undefined, key: Buffer): string {
  const isNamed = kind === 'ref' || kind === 'counter' || kind === 'single' || kind === 'pack'
  return isNamed ? displayPath(parseNameKey(key)) : key.toString('hex', kind === undefined ? 0 : 1)
}

interface Row {
  readonly key: Buffer
  readonly value: Buffer
}

interface Findings {
  readonly claims: Claims
  readonly trees: Set<Oid>
}

function checkRow(kind: RecordKind | undefined, row: Row, findings: Findings, checks: Checks): void {
  if (kind === undefined) throw corruptRecord('single', row.key, 'a key of no known table')
  const own = ownChecks[kind]
  if (own !== undefined) {
    own(row, findings)
    return
  }
  decodeRecord(row.value, row.key, kind)
  const { contentRows, verdicts } = findings.claims
  for (const { oid, judgedAs } of checks.checkForeignRow(kind, row.key, row.value)) {
    contentRows.add(oid)
    if (judgedAs !== null) verdicts.set(verdictKey(oid, judgedAs).toString('latin1'), oid)
  }
}

const ownChecks: Partial<Record<RecordKind, (row: Row, findings: Findings) => void>> = {
  'content-row': ({ key, value }, { claims }) => {
    if (decodeContentRow(key, value).kept === 'whole') claims.wholeContents.add(parseIdKey(key))
  },
  ref: ({ key, value }, { claims }) => {
    claimTarget(decodeRefTarget(key, value), claims)
  },
  snapshot: ({ key, value }, { trees }) => {
    trees.add(decodeSnapshot(parseIdKey(key), value).tree)
  },
  'root-snapshot': ({ key, value }, { claims }) => {
    decodeRecord(value, key, 'root-snapshot')
    const { root, id } = parseRootSnapshotKey(key)
    claims.snapshots.add(id)
    claims.refs.add(rootRefName(root))
  },
  root: ({ key, value }) => {
    decodeRoot(key, value)
  },
  counter: ({ key, value }) => {
    readRow('counter', key, value).integer('last')
  },
}

function claimTarget(target: ReturnType<typeof decodeRefTarget>, claims: Claims): void {
  if (target.kind === 'snapshot') claims.snapshots.add(target.oid)
  else claims.wholeContents.add(target.oid)
}

/** Asked in groups: one question per row costs more than all of the decoding. */
async function checkClaims({ meta, objects, problems }: RowsToCheck, claims: Claims): Promise<void> {
  const report = (kind: RecordKind, ids: readonly string[], present: readonly boolean[]): void => {
    const lost = ids.filter((_, i) => present[i] !== true)
    for (const id of lost) problems.add({ kind, id, problem: 'a row names it, and it is missing' })
  }
  const rows = [...claims.contentRows]
  report('content-row', rows, await meta.hasMany(rows.map(contentRowKey)))
  const verdictKeys = [...claims.verdicts.keys()].map((text) => Buffer.from(text, 'latin1'))
  report('verdict', [...claims.verdicts.values()], await meta.hasMany(verdictKeys))
  const contents = [...claims.wholeContents]
  report('content', contents, await objects.hasContents(contents))
  const snapshots = [...claims.snapshots]
  report('snapshot', snapshots, await meta.hasMany(snapshots.map(snapshotKey)))
  const refs = [...claims.refs]
  report('ref', refs.map(displayPath), await meta.hasMany(refs.map(refKey)))
}
