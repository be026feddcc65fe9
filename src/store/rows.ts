import { iteratorRows } from '../domain/limits.ts'
import type { KeyRange, KeyValue } from '../kv/keyValue.ts'

/** Streams the rows of a range and closes the cursor however the caller leaves the loop. */
export async function* readRows(meta: KeyValue, range: KeyRange): AsyncGenerator<readonly [Buffer, Buffer]> {
  const cursor = meta.cursor(range)
  try {
    for (;;) {
      const rows = await cursor.next(iteratorRows)
      if (rows.length === 0) return
      yield* rows
    }
  } finally {
    await cursor.close()
  }
}

export async function countKeys(meta: KeyValue, range: KeyRange): Promise<number> {
  const cursor = meta.cursor({ ...range, keysOnly: true })
  let count = 0
  try {
    for (;;) {
      const rows = await cursor.next(iteratorRows)
      if (rows.length === 0) return count
      count += rows.length
    }
  } finally {
    await cursor.close()
  }
}
