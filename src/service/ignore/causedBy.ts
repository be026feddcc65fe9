import type { Ignore } from '../../domain/ignore.ts'
import type { Operation } from '../../domain/operation.ts'
import { causedListedMax } from '../../domain/retentionLimits.ts'
import type { KeyValue } from '../../kv/keyValue.ts'
import { actingKind } from '../../store/effects.ts'
import { allOperations } from '../../store/operations.ts'
import { arrangeIgnores } from './readIgnores.ts'

/**
 * The operations that can still be undone and that nothing asked for but rules which `ignore` covers for that file: what
 * a false alarm has done. Newest first.
 */
export async function operationsCausedBy(meta: KeyValue, ignore: Ignore, now: number): Promise<Operation[]> {
  const list = arrangeIgnores([ignore])
  const caused: Operation[] = []
  for await (const operation of allOperations(meta)) {
    const { before, path, rules } = operation
    if (before === null || !isUndoable(operation, now)) continue
    if (list.covering({ path, oid: before.oid, rules }) === null) continue
    if ((await actingKind(meta, operation)) !== null) caused.push(operation)
    if (caused.length === causedListedMax) break
  }
  return caused
}

function isUndoable({ outcome, undoneBy, undoableUntil }: Operation, now: number): boolean {
  return outcome === 'done' && undoneBy === null && undoableUntil !== null && undoableUntil > now
}
