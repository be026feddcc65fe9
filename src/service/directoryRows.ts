import type { BytePath } from '../domain/path.ts'
import { DirectoryCursor } from '../index/directoryCursor.ts'
import type { DirectoryRow } from '../index/directoryRow.ts'
import type { KeyValue } from '../kv/keyValue.ts'

/** The index of `top` and everything below, one directory at a time in walk order; closed however the caller leaves. */
export async function* directoryRows(meta: KeyValue, top: BytePath): AsyncGenerator<DirectoryRow> {
  const cursor = new DirectoryCursor(meta, top)
  try {
    for (;;) {
      if (cursor.needsFill) await cursor.fill()
      const row = cursor.take()
      if (row === undefined) return
      yield row
    }
  } finally {
    await cursor.close()
  }
}
