import { epochKey, kindRange } from '../codec/keys.ts'
import { decodeRow, encodeRow } from '../codec/row.ts'
import type { Epoch } from '../domain/ruleset.ts'
import type { BatchOperation, KeyValue } from '../kv/keyValue.ts'

export function epochOperation(epoch: Epoch): BatchOperation {
  const key = epochKey(epoch.id)
  return { type: 'put', key, value: encodeRow('epoch', key, epoch) }
}

export async function readEpoch(meta: KeyValue, id: number): Promise<Epoch | undefined> {
  const key = epochKey(id)
  const value = await meta.get(key)
  return value === undefined ? undefined : (decodeRow('epoch', key, value) as Epoch)
}

/** The newest epoch; undefined in a store that never judged anything. */
export async function latestEpoch(meta: KeyValue): Promise<Epoch | undefined> {
  const cursor = meta.cursor({ ...kindRange('epoch'), reverse: true })
  try {
    const [row] = await cursor.next(1)
    return row === undefined ? undefined : (decodeRow('epoch', row[0], row[1]) as Epoch)
  } finally {
    await cursor.close()
  }
}
