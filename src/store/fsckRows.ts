import { parseIdKey, parseNameKey, parseRootSnapshotKey, snapshotKey } from '../codec/keys.ts'
import { corruptRecord, decodeRecord } from '../codec/record.ts'
import { metaKinds, type RecordKind, recordKinds } from '../codec/records.ts'
import { readRow } from '../codec/rowFields.ts'
import { decodeSnapshot } from '../codec/snapshot.ts'
import { displayPath } from '../domain/displayPath.ts'
import { presenceKeysMax } from '../domain/limits.ts'
import type { Oid } from '../domain/oid.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { decodeContentRow, getContents } from './contents.ts'
import type { FsckProblem, FsckProgress, ProblemList } from './fsckReport.ts'
import type { Objects } from './objects.ts'
import { decodeRefTarget } from './refs.ts'
import { decodeRoot } from './roots.ts'
import { readRows } from './rows.ts'

/**
 * Checks a row whose inside another room knows (index pages, events...) and answers the contents it names. Throws a
 * HoldfastError for damage. The record itself is already checked.
 */
export type ForeignRowCheck = (kind: RecordKind, key: Buffer, value: Buffer) => readonly Oid[]

export interface RowsToCheck {
  readonly meta: KeyValue
  readonly objects: Objects
  readonly problems: ProblemList
}

export interface FoundTrees {
  /** The trees of all snapshots, each with the snapshot that named it first. */
  readonly trees: ReadonlyMap<Oid, string>
}

interface Checks {
  readonly checkForeignRow: ForeignRowCheck
  readonly onProgress: (progress: FsckProgress) => void
}

/** Everything a group of rows says that the databases must hold. */
interface Claims {
  readonly wholeContents: Set<Oid>
  readonly contentRows: Set<Oid>
  readonly snapshots: Set<Oid>
}

/** One pass over all of meta: every row is whole, and what it names is there. */
export async function checkRows(target: RowsToCheck, checks: Checks): Promise<FoundTrees> {
  const trees = new Map<Oid, string>()
  let claims = noClaims()
  let done = 0
  await target.problems.during({ kind: 'database', id: 'meta' }, async () => {
    for await (const [key, value] of readRows(target.meta, wholeDatabase)) {
      done += 1
      const kind = kindOfKey(key)
      await target.problems.during({ kind: kind ?? 'database', id: idOf(kind, key) }, async () => {
        checkRow({ kind, key, value }, checks, { claims, trees })
        await Promise.resolve()
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
  return { trees }
}

const wholeDatabase = { gte: Buffer.alloc(0), lt: Buffer.of(0xff, 0xff) }
const kindByTag = new Map<string, RecordKind>(metaKinds.map((kind) => [recordKinds[kind].tag, kind]))

function noClaims(): Claims {
  return { wholeContents: new Set(), contentRows: new Set(), snapshots: new Set() }
}

function kindOfKey(key: Buffer): RecordKind | undefined {
  return kindByTag.get(key.toString('latin1', 0, 1))
}

function idOf(kind: RecordKind | undefined, key: Buffer): string {
  const isNamed = kind === 'ref' || kind === 'counter' || kind === 'single' || kind === 'pack'
  return isNamed ? displayPath(parseNameKey(key)) : key.toString('hex', kind === undefined ? 0 : 1)
}

interface Row {
  readonly kind: RecordKind | undefined
  readonly key: Buffer
  readonly value: Buffer
}

interface Findings {
  readonly claims: Claims
  readonly trees: Map<Oid, string>
}

function checkRow({ kind, key, value }: Row, checks: Checks, { claims, trees }: Findings): void {
  switch (kind) {
    case undefined:
      throw corruptRecord('single', key, 'a key of no known table')
    case 'content-row':
      if (decodeContentRow(key, value).kept === 'whole') claims.wholeContents.add(parseIdKey(key))
      return
    case 'ref':
      claimTarget(decodeRefTarget(key, value), claims)
      return
    case 'snapshot': {
      const snapshot = decodeSnapshot(parseIdKey(key), value)
      if (!trees.has(snapshot.tree)) trees.set(snapshot.tree, `snapshot ${snapshot.id}`)
      return
    }
    case 'root-snapshot':
      decodeRecord(value, key, kind)
      claims.snapshots.add(parseRootSnapshotKey(key).id)
      return
    case 'root':
      decodeRoot(key, value)
      return
    case 'counter':
      readRow(kind, key, value).integer('last')
      return
    default:
      decodeRecord(value, key, kind)
      for (const oid of checks.checkForeignRow(kind, key, value)) claims.contentRows.add(oid)
  }
}

function claimTarget(target: ReturnType<typeof decodeRefTarget>, claims: Claims): void {
  if (target.kind === 'snapshot') claims.snapshots.add(target.oid)
  else claims.wholeContents.add(target.oid)
}

/** Asked in groups: one question per row costs more than all of the decoding. */
async function checkClaims({ meta, objects, problems }: RowsToCheck, claims: Claims): Promise<void> {
  const named = [...claims.contentRows]
  const rows = await getContents(meta, named).catch(() => undefined)
  const lost = (kind: string, id: Oid, problem: string): FsckProblem => ({ kind, id, problem })
  for (const [i, oid] of named.entries()) {
    if (rows !== undefined && rows[i] === undefined)
      problems.add(lost('content-row', oid, 'named by a row and missing'))
  }
  const whole = [...claims.wholeContents]
  const present = await objects.hasContents(whole)
  for (const [i, oid] of whole.entries()) {
    if (present[i] !== true) problems.add(lost('content', oid, 'its row says kept whole, and it is missing'))
  }
  const snapshots = [...claims.snapshots]
  const found = await meta.hasMany(snapshots.map(snapshotKey))
  for (const [i, id] of snapshots.entries()) {
    if (found[i] !== true) problems.add(lost('snapshot', id, 'named by a ref or a list and missing'))
  }
}
