import type { Keeper, KeptBecause } from '../../service/contract/gc.ts'
import { formatInstant } from '../../domain/clock.ts'
import { formatHoldId } from '../../domain/hold.ts'
import { formatOperationId } from '../../domain/operation.ts'
import { fileFields, instantOrNull } from './fields.ts'

export function keptToJson(kept: KeptBecause): Readonly<Record<string, unknown>> {
  const { oid, size, purgedAt, keepers, complete } = kept
  return {
    hash: oid,
    size,
    kept: kept.kept,
    purgedAt: instantOrNull(purgedAt),
    keepers: keepers.map(keeperToJson),
    complete,
  }
}

function keeperToJson(keeper: Keeper): Readonly<Record<string, unknown>> {
  switch (keeper.by) {
    case 'file':
      return { by: keeper.by, ...fileFields(keeper.path) }
    case 'snapshot': {
      const { path, ...others } = keeper
      return { ...others, ...fileFields(path) }
    }
    case 'operation':
      return {
        by: keeper.by,
        operation: formatOperationId(keeper.operation),
        until: instantOrNull(keeper.until),
      }
    case 'hold':
      return { by: keeper.by, hold: formatHoldId(keeper.hold) }
    case 'age':
      return { by: keeper.by, firstSeenAt: formatInstant(keeper.firstSeenAt) }
    case 'rules':
    case 'ref':
    case 'known-good':
      return keeper
  }
}
