import { counterKey } from '../codec/keys.ts'
import { encodeRow } from '../codec/row.ts'
import { readRow } from '../codec/rowFields.ts'
import type { BatchOperation, KeyValue } from '../kv/keyValue.ts'

export const counterNames = ['scan', 'incident', 'epoch', 'operation', 'ignore'] as const
export type CounterName = (typeof counterNames)[number]

/**
 * Where the ids come from that people type. `operation` must go into the batch that first uses the id, so that an id
 * is neither used twice nor lost with a crash (decision 30). A later `next` of the same name covers an earlier one.
 */
export interface Counters {
  next(name: CounterName): { readonly id: number; readonly operation: BatchOperation }
}

/** Read once per open store: two sets of counters would give the same id twice. */
export async function readCounters(meta: KeyValue): Promise<Counters> {
  const keys = counterNames.map(counterKey)
  const values = await meta.getMany(keys)
  const last = new Map(counterNames.map((name, i) => [name, lastOf(counterKey(name), values[i])]))
  return {
    next: (name) => {
      const id = (last.get(name) ?? 0) + 1
      last.set(name, id)
      const key = counterKey(name)
      return { id, operation: { type: 'put', key, value: encodeRow('counter', key, { last: id }) } }
    },
  }
}

function lastOf(key: Buffer, value: Buffer | undefined): number {
  return value === undefined ? 0 : readRow('counter', key, value).integer('last')
}
