import type { KeyValue } from './keyValue.ts'

export type KeyValueCall = 'get' | 'getMany' | 'hasMany' | 'batch' | 'next'

export interface FaultPlan {
  readonly call: KeyValueCall
  /** Which call of that kind fails, counted from 1. Later calls work again. */
  readonly nth: number
  readonly error: Error
  /** A batch may fail before it is written, or be written while its answer is lost. */
  readonly effect: 'before' | 'after'
}

/** `inner` with one failure at a chosen place: proves what survives a batch that did not come back. */
export function faulty(inner: KeyValue, plan: FaultPlan): KeyValue {
  let calls = 0
  async function through<T>(call: KeyValueCall, work: () => Promise<T>): Promise<T> {
    if (call !== plan.call) return await work()
    calls += 1
    if (calls !== plan.nth) return await work()
    if (plan.effect === 'after') await work()
    throw plan.error
  }
  return {
    get: async (key) => await through('get', async () => await inner.get(key)),
    getMany: async (keys) => await through('getMany', async () => await inner.getMany(keys)),
    hasMany: async (keys) => await through('hasMany', async () => await inner.hasMany(keys)),
    batch: async (operations, options) => {
      await through('batch', async () => {
        await inner.batch(operations, options)
      })
    },
    cursor: (range) => {
      const cursor = inner.cursor(range)
      return { ...cursor, next: async (rows) => await through('next', async () => await cursor.next(rows)) }
    },
    compact: async (range) => {
      await inner.compact(range)
    },
    close: async () => {
      await inner.close()
    },
  }
}
