import { ignoreKey, kindRange } from '../codec/keys.ts'
import { decodeRow, encodeRow } from '../codec/row.ts'
import type { Ignore } from '../domain/ignore.ts'
import type { BatchOperation, KeyValue } from '../kv/keyValue.ts'
import { readRows } from './rows.ts'

export function ignoreOperation(ignore: Ignore): BatchOperation {
  const key = ignoreKey(ignore.id)
  return { type: 'put', key, value: encodeRow('ignore', key, ignore) }
}

export function forgetIgnore(id: number): BatchOperation {
  return { type: 'del', key: ignoreKey(id) }
}

/** By id; at most ignoresMax, which adding one sees to. */
export async function listIgnores(meta: KeyValue): Promise<Ignore[]> {
  const ignores: Ignore[] = []
  for await (const [key, value] of readRows(meta, kindRange('ignore')))
    ignores.push(decodeRow('ignore', key, value) as Ignore)
  return ignores
}
