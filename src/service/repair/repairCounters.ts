import { counterOperation, countersBehind } from '../../store/counters.ts'
import type { KeyValue } from '../../kv/keyValue.ts'
import type { FsckRepair } from '../contract/fsck.ts'

/** Raises every counter to the greatest id that was given, so that none is given twice. */
export async function repairCounters(meta: KeyValue): Promise<readonly FsckRepair[]> {
  const behind = await countersBehind(meta)
  if (behind.length === 0) return []
  await meta.batch(
    behind.map(({ name, given }) => counterOperation(name, given)),
    { sync: true },
  )
  return behind.map(({ name, given }) => ({
    kind: 'counter',
    id: name,
    repair: `goes on after ${String(given)}`,
  }))
}
