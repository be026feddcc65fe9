import { singleKey } from '../codec/keys.ts'
import { decodeRow, encodeRow } from '../codec/row.ts'
import type { BatchOperation, KeyValue } from '../kv/keyValue.ts'

/** When the store was last checked and what came out. Milliseconds since 1970. */
export interface LastFsck {
  readonly at: number
  readonly ok: boolean
  readonly readData: 'none' | 'share' | 'all'
  /** Where the next check of a share begins: the first 32 bits of an object's id. */
  readonly next: number
}

export function lastFsckOperation(last: LastFsck): BatchOperation {
  const key = singleKey(rowName)
  return { type: 'put', key, value: encodeRow('single', key, last) }
}

export async function readLastFsck(meta: KeyValue): Promise<LastFsck | undefined> {
  const key = singleKey(rowName)
  const value = await meta.get(key)
  return value === undefined ? undefined : (decodeRow('single', key, value) as LastFsck)
}

const rowName = 'last-fsck'
