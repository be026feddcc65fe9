import type { BatchOperation, Cursor, KeyRange, KeyValue } from './keyValue.ts'

type Row = readonly [Buffer, Buffer]

/** A KeyValue that keeps everything in memory and nothing after close; its cursors see the rows of their beginning. */
export function openMemory(): KeyValue {
  const values = new Map<string, Buffer>()
  return {
    get: async (key) => await Promise.resolve(values.get(key.toString('latin1'))),
    getMany: async (keys) => await Promise.resolve(keys.map((key) => values.get(key.toString('latin1')))),
    hasMany: async (keys) => await Promise.resolve(keys.map((key) => values.has(key.toString('latin1')))),
    batch: async (operations) => {
      for (const operation of operations) apply(values, operation)
      await Promise.resolve()
    },
    cursor: (range) => memoryCursor(rowsOf(values, range), range),
    compact: async () => {
      await Promise.resolve()
    },
    close: async () => {
      values.clear()
      await Promise.resolve()
    },
  }
}

/** Copies, because LevelDB does: a caller may use its buffers again. */
function apply(values: Map<string, Buffer>, operation: BatchOperation): void {
  const key = operation.key.toString('latin1')
  if (operation.type === 'put') values.set(key, Buffer.from(operation.value))
  else values.delete(key)
}

function rowsOf(values: ReadonlyMap<string, Buffer>, range: KeyRange): Row[] {
  const from = range.gte.toString('latin1')
  const to = range.lt.toString('latin1')
  const keys = [...values.keys()].filter((key) => key >= from && key < to).sort(bytewise)
  if (range.reverse === true) keys.reverse()
  return keys.map((key) => [
    Buffer.from(key, 'latin1'),
    range.keysOnly === true ? Buffer.alloc(0) : Buffer.from(values.get(key) ?? []),
  ])
}

function memoryCursor(rows: readonly Row[], range: KeyRange): Cursor {
  let at = 0
  return {
    next: async (count) => {
      const found = rows.slice(at, at + count)
      at += found.length
      return await Promise.resolve(found)
    },
    seek: (key) => {
      const isReached = ([candidate]: Row): boolean =>
        range.reverse === true ? candidate.compare(key) <= 0 : candidate.compare(key) >= 0
      const found = rows.findIndex(isReached)
      at = found === -1 ? rows.length : found
    },
    close: async () => {
      at = rows.length
      await Promise.resolve()
    },
  }
}

function bytewise(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
