import { exactPathRange, parsePathEventKey } from '../codec/keys.ts'
import { pathEventsPerStep } from '../domain/limits.ts'
import type { BytePath } from '../domain/path.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { readEvents } from './eventRow.ts'

/** The number of the newest incident in the history of a path; null when there was none. Throws as queryEvents. */
export async function lastIncidentAt(meta: KeyValue, path: BytePath): Promise<number | null> {
  const cursor = meta.cursor({ ...exactPathRange('path-event', path), reverse: true, keysOnly: true })
  try {
    for (;;) {
      const rows = await cursor.next(pathEventsPerStep)
      if (rows.length === 0) return null
      const seqs = rows.map(([key]) => parsePathEventKey(key).seq)
      const found = (await readEvents(meta, seqs)).find(({ incident }) => incident !== undefined)
      if (found?.incident !== undefined) return found.incident
    }
  } finally {
    await cursor.close()
  }
}
