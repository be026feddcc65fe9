import { baselineKey, kindRange, knownGoodKey } from '../codec/keys.ts'
import { corruptRecord } from '../codec/record.ts'
import { decodeRow, encodeRow, rowText } from '../codec/row.ts'
import type { Baseline, BaselineFile } from '../domain/baseline.ts'
import { knownGoodNamesMax } from '../domain/actingLimits.ts'
import { isOid, type Oid } from '../domain/oid.ts'
import type { BatchOperation, KeyValue } from '../kv/keyValue.ts'
import { readRows } from './rows.ts'

/** The names of the baselines that hold one content. The row is a root of the content (decision 24). */
interface KnownGoodRow {
  readonly names: readonly string[]
}

export function baselineOperation(baseline: Baseline): BatchOperation {
  const key = baselineKey(baseline.name)
  return { type: 'put', key, value: encodeRow('baseline', key, baseline) }
}

export function forgetBaseline(name: string): BatchOperation {
  return { type: 'del', key: baselineKey(name) }
}

/** Sorted by name. */
export async function listBaselines(meta: KeyValue): Promise<Baseline[]> {
  const baselines: Baseline[] = []
  for await (const [key, value] of readRows(meta, kindRange('baseline')))
    baselines.push(decodeRow('baseline', key, value) as Baseline)
  return baselines
}

/** One answer per content, in order: the baselines that vouch for it. */
export async function knownGoodNames(
  meta: KeyValue,
  oids: readonly Oid[],
): Promise<readonly (readonly string[])[]> {
  const keys = oids.map(knownGoodKey)
  const values = await meta.getMany(keys)
  return keys.map((key, i) => {
    const value = values[i]
    return value === undefined ? [] : (decodeRow('known-good', key, value) as KnownGoodRow).names
  })
}

/** Writes who vouches for a content; nobody = no row. Of more than knownGoodNamesMax the first are kept. */
export function knownGoodOperation(oid: Oid, names: readonly string[]): BatchOperation {
  const key = knownGoodKey(oid)
  if (names.length === 0) return { type: 'del', key }
  const row: KnownGoodRow = { names: [...names].sort().slice(0, knownGoodNamesMax) }
  return { type: 'put', key, value: encodeRow('known-good', key, row) }
}

/** The list of a baseline's files as a content of its own, sorted by path. */
export function encodeManifest(files: readonly BaselineFile[]): Buffer {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1))
  return Buffer.from(rowText(sorted.map(({ path, oid, size }) => [path, oid, size])))
}

/** Throws HF_RECORD_CORRUPT. */
export function decodeManifest(name: string, bytes: Buffer): readonly BaselineFile[] {
  const rows: unknown = JSON.parse(bytes.toString('utf8'))
  const refuse = (): Error => corruptRecord('baseline', baselineKey(name), 'list of files')
  if (!Array.isArray(rows)) throw refuse()
  return rows.map((row: unknown) => {
    if (!Array.isArray(row)) throw refuse()
    const [path, oid, size] = row as unknown[]
    if (typeof path !== 'string' || typeof oid !== 'string' || !isOid(oid) || typeof size !== 'number')
      throw refuse()
    return { path, oid, size }
  })
}
