import { counterKey, kindRange, parseNumberKey } from '../codec/keys.ts'
import { encodeRow } from '../codec/row.ts'
import { readRow } from '../codec/rowFields.ts'
import { HoldfastError } from '../domain/errors.ts'
import type { BatchOperation, KeyValue } from '../kv/keyValue.ts'

export const counterNames = ['scan', 'incident', 'epoch', 'operation', 'ignore', 'hold'] as const
export type CounterName = (typeof counterNames)[number]

/**
 * Where the ids come from that people type. `operation` must go into the batch that first uses the id, so that an id
 * is neither used twice nor lost with a crash (decision 30). A later `next` of the same name covers an earlier one.
 */
export interface Counters {
  next(name: CounterName): { readonly id: number; readonly operation: BatchOperation }
}

/**
 * Read once per open store: two sets of counters would give the same id twice. Throws HF_STORE_CORRUPT when a counter is
 * behind the ids that were given, which a lost row would otherwise hand out again.
 */
export async function readCounters(meta: KeyValue): Promise<Counters> {
  const [behind] = await countersBehind(meta)
  if (behind !== undefined) throw behindIds(behind)
  const keys = counterNames.map(counterKey)
  const values = await meta.getMany(keys)
  const last = new Map(counterNames.map((name, i) => [name, lastOf(counterKey(name), values[i])]))
  return {
    next: (name) => {
      const id = (last.get(name) ?? 0) + 1
      last.set(name, id)
      return { id, operation: counterOperation(name, id) }
    },
  }
}

export function counterOperation(name: CounterName, last: number): BatchOperation {
  const key = counterKey(name)
  return { type: 'put', key, value: encodeRow('counter', key, { last }) }
}

/** Counters whose ids are also the numbers of rows. */
const countedKinds = ['scan', 'incident', 'operation', 'ignore', 'hold'] as const

export interface BehindCounter {
  readonly name: CounterName
  /** The greatest id there is. */
  readonly given: number
}

/** Counters that are less than an id that was given. */
export async function countersBehind(meta: KeyValue): Promise<readonly BehindCounter[]> {
  const behind: BehindCounter[] = []
  for (const name of countedKinds) {
    const key = counterKey(name)
    const last = lastOf(key, await meta.get(key))
    const given = await greatestId(meta, name)
    if (given > last) behind.push({ name, given })
  }
  return behind
}

async function greatestId(meta: KeyValue, kind: (typeof countedKinds)[number]): Promise<number> {
  const cursor = meta.cursor({ ...kindRange(kind), reverse: true, keysOnly: true })
  try {
    const [row] = await cursor.next(1)
    return row === undefined ? 0 : parseNumberKey(row[0])
  } finally {
    await cursor.close()
  }
}

function behindIds({ name, given }: BehindCounter): HoldfastError {
  return new HoldfastError('HF_STORE_CORRUPT', `the counter of ${name} ids is behind ${String(given)}`, {
    facts: { counter: name, given },
    hint: 'nothing was changed; put it right: holdfast fsck --repair',
  })
}

function lastOf(key: Buffer, value: Buffer | undefined): number {
  return value === undefined ? 0 : readRow('counter', key, value).integer('last')
}
