import { holdKey, kindRange } from '../codec/keys.ts'
import { decodeRow, encodeRow } from '../codec/row.ts'
import type { Hold } from '../domain/hold.ts'
import type { BatchOperation, KeyValue } from '../kv/keyValue.ts'
import { readRows } from './rows.ts'

export function holdOperation(hold: Hold): BatchOperation {
  const key = holdKey(hold.id)
  return { type: 'put', key, value: encodeRow('hold', key, hold) }
}

export function forgetHold(id: number): BatchOperation {
  return { type: 'del', key: holdKey(id) }
}

/** By id; at most holdsMax, which adding one sees to. */
export async function listHolds(meta: KeyValue): Promise<Hold[]> {
  const holds: Hold[] = []
  for await (const [key, value] of readRows(meta, kindRange('hold')))
    holds.push(decodeRow('hold', key, value) as Hold)
  return holds
}
