import type { Operation, OperationKind } from '../domain/operation.ts'
import type { BytePath } from '../domain/path.ts'
import type { BatchOperation } from '../kv/keyValue.ts'
import type { Counters } from '../store/counters.ts'
import { operationOperations } from '../store/operations.ts'
import type { ServiceContext } from './context.ts'

/** What an operation that changes no file was about. */
export interface StoreOperation {
  readonly kind: Extract<OperationKind, 'ignore' | 'purge'>
  readonly path: BytePath
  readonly owner: string
  readonly incident: number | null
  /** For people: what it was done to. */
  readonly source: string
  readonly rules: readonly number[]
}

/** The finished operation and the rows that record it; it holds no original, so it has nothing to undo. */
export function recordOperation(
  { machine, initiator }: ServiceContext,
  counters: Counters,
  about: StoreOperation,
): { readonly operation: Operation; readonly rows: readonly BatchOperation[] } {
  const { id, operation: counter } = counters.next('operation')
  const at = machine.clock.now()
  const operation: Operation = {
    ...about,
    id,
    outcome: 'done',
    reason: null,
    why: null,
    scan: null,
    before: null,
    after: null,
    displaced: [],
    stage: null,
    method: null,
    notes: [],
    undoes: null,
    undoneBy: null,
    cause: 'manual',
    initiator,
    startedAt: at,
    finishedAt: at,
    undoableUntil: null,
  }
  return { operation, rows: [counter, ...operationOperations(operation, null)] }
}
