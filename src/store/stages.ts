import { singleKey } from '../codec/keys.ts'
import { encodeRow } from '../codec/row.ts'
import { readRow } from '../codec/rowFields.ts'
import type { BytePath } from '../domain/path.ts'
import type { BatchOperation, KeyValue } from '../kv/keyValue.ts'

/**
 * Top directories of the mounts whose stages may hold files of operations. Written with the first of them and taken back
 * when the stages are empty again, so that a crash in between is seen without looking into any directory.
 */
export function busyStagesOperation(tops: readonly BytePath[]): BatchOperation {
  if (tops.length === 0) return { type: 'del', key: stagesKey }
  const row = { busy: [...tops].sort().map((path) => ({ path })) }
  return { type: 'put', key: stagesKey, value: encodeRow('single', stagesKey, row) }
}

/** Sorted bytewise; empty when every operation has cleared up behind it. Throws HF_RECORD_CORRUPT. */
export async function readBusyStages(meta: KeyValue): Promise<readonly BytePath[]> {
  const value = await meta.get(stagesKey)
  if (value === undefined) return []
  return readRow('single', stagesKey, value)
    .list('busy')
    .map((stage) => stage.path('path'))
}

const stagesKey = singleKey('busy-stages')
