import { kindRange, packKey } from '../codec/keys.ts'
import { decodeRow, encodeRow } from '../codec/row.ts'
import type { Oid } from '../domain/oid.ts'
import type { PackFormat } from '../domain/ruleset.ts'
import type { BatchOperation, KeyValue } from '../kv/keyValue.ts'
import { readRows } from './rows.ts'

/** An added rule pack; its source is the content `fingerprint` in the objects database (a gc root). */
export interface PackRow {
  readonly name: string
  readonly format: PackFormat
  readonly fingerprint: Oid
  readonly rules: number
  /** Lines that were left out when it was added. */
  readonly skipped: number
  readonly addedAt: number
  /** Name of the source it came from; null when a person added it. */
  readonly source: string | null
}

/** Older rows do not say what was left out, and none of them came from a source. */
type StoredPack = Omit<PackRow, 'skipped' | 'source'> & Partial<Pick<PackRow, 'skipped' | 'source'>>

export function packOperation(pack: PackRow): BatchOperation {
  const key = packKey(pack.name)
  return { type: 'put', key, value: encodeRow('pack', key, pack) }
}

export function forgetPack(name: string): BatchOperation {
  return { type: 'del', key: packKey(name) }
}

/** Sorted by name. */
export async function listPacks(meta: KeyValue): Promise<PackRow[]> {
  const packs: PackRow[] = []
  for await (const [key, value] of readRows(meta, kindRange('pack')))
    packs.push({ skipped: 0, source: null, ...(decodeRow('pack', key, value) as StoredPack) })
  return packs
}
