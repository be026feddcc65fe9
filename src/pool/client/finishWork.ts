import { readerWholeTriesMax } from '../../domain/limits.ts'
import type { Lost } from './exchanges.ts'
import type { Gate } from './gate.ts'
import type { Readers } from './readers.ts'
import type { Session } from './session.ts'
import type { Loss } from './watch.ts'

/** Something made of items that a reader is to work off: the files of a batch, or stored contents. */
export interface Work {
  /** Items without a result, in order. What the poison book forbids has been given its result. */
  pending(): readonly number[]
  /** One try of these items, in one request. */
  attempt(session: Session, items: readonly number[]): Promise<Attempt>
  /** The reader went down on this item, proven. The work charges its owner and remembers. */
  blame(item: number, loss: Loss): void
}

/** undefined when every item was tried; else as in Lost, with a suspect that is an item of the work. */
export type Attempt = Lost | undefined

export interface WorkContext {
  readonly readers: Readers
  readonly gate: Gate
}

/**
 * Works off everything: whole as long as the readers live, and item by item, with nothing else running, once this work
 * may hold a killer. Alone in the reader, an item that brings it down is proven guilty (decision 1).
 */
export async function finishWork(work: Work, context: WorkContext): Promise<void> {
  for (let tries = 0; tries < readerWholeTriesMax; tries += 1) {
    const attempt = await context.gate.shared(async () => await attemptItems(work, work.pending(), context))
    if (attempt === undefined) return
    if (typeof attempt.suspect === 'number') work.blame(attempt.suspect, attempt.loss)
    if (attempt.suspect !== 'other') break
  }
  await context.gate.exclusive(async () => {
    await finishAlone(work, context)
  })
}

async function finishAlone(work: Work, context: WorkContext): Promise<void> {
  // Ends: each round either gives the first item a result or blames it, and blame is bounded per item.
  for (let [item] = work.pending(); item !== undefined; [item] = work.pending()) {
    const attempt = await attemptItems(work, [item], context)
    if (attempt !== undefined) work.blame(item, attempt.loss)
  }
}

async function attemptItems(work: Work, items: readonly number[], context: WorkContext): Promise<Attempt> {
  if (items.length === 0) return undefined
  const attempt = await work.attempt(await context.readers.current(), items)
  if (attempt === undefined) context.readers.succeeded()
  return attempt
}
