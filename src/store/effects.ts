import { undoChainMax } from '../domain/actingLimits.ts'
import type { Operation } from '../domain/operation.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { readOperation } from './operations.ts'

/** What an operation comes to when it reverses an earlier one, which may have reversed another. */
export interface Effect {
  /** The operation that began it: the operation itself when it reverses none. */
  readonly first: Operation
  /** `reversed`: what `first` did is taken back. `applied`: it holds, done once or done again. */
  readonly state: 'applied' | 'reversed'
  readonly isFull: boolean
}

/**
 * What the whole chain of undoings that ends with `operation` comes to. `isFull`: it is as long as one is followed, and
 * must not grow. A lost record ends it: fsck names that, and an operation that is being ended must not wait for it.
 */
export async function effectOf(meta: KeyValue, operation: Operation): Promise<Effect> {
  let first = operation
  let state: Effect['state'] = 'applied'
  let steps = 0
  for (; steps < undoChainMax && first.undoes !== null; steps += 1) {
    const earlier = await readOperation(meta, first.undoes)
    if (earlier === undefined) break
    first = earlier
    state = state === 'applied' ? 'reversed' : 'applied'
  }
  return { first, state, isFull: steps >= undoChainMax - 1 }
}

/** The kind of change on an infected file that the operation stands for; null for what puts files back or changes none. */
export async function actingKind(
  meta: KeyValue,
  operation: Operation,
): Promise<'clean' | 'quarantine' | 'delete' | null> {
  const { first, state } = await effectOf(meta, operation)
  const { kind } = first
  const acts = kind === 'clean' || kind === 'quarantine' || kind === 'delete'
  return acts && state === 'applied' ? kind : null
}
