import type { Clock } from '../domain/clock.ts'
import { invariant } from '../domain/errors.ts'
import type { EventDraft, JournalEvent } from '../domain/event.ts'
import { eventsPerWriteMax, journalWritesWaitingMax } from '../domain/limits.ts'
import type { Oid } from '../domain/oid.ts'
import type { BatchOperation, KeyValue } from '../kv/keyValue.ts'
import type { SealedEvent } from './eventRow.ts'
import { sealEvent } from './eventRow.ts'
import type { JournalHead } from './head.ts'
import { headOperation, readCheckedHead } from './head.ts'

export interface Journal {
  /**
   * Writes a change of state and its events as one synced batch, at most eventsPerWriteMax events; calls are taken one
   * after the other. When it rejects, nothing of it counts. A batch without events leaves the chain as it is.
   */
  write(
    operations: readonly BatchOperation[],
    drafts: readonly EventDraft[],
  ): Promise<readonly JournalEvent[]>
  /** The newest durable event; seq 0 and 64 zeros before the first. */
  readonly head: { readonly seq: number; readonly digest: Oid }
}

/** HF_JOURNAL_BROKEN when the head row and the newest event do not agree. */
export async function openJournal(meta: KeyValue, clock: Clock): Promise<Journal> {
  let head = await readCheckedHead(meta)
  let isHeadCertain = true
  let waiting = 0
  let before: Promise<unknown> = Promise.resolve()

  async function append(
    operations: readonly BatchOperation[],
    drafts: readonly EventDraft[],
  ): Promise<readonly JournalEvent[]> {
    // A batch that rejected may still have reached the disk: only the disk knows which event is the newest.
    if (!isHeadCertain) head = await readCheckedHead(meta)
    const { sealed, newHead } = seal(drafts, head, clock)
    const events = sealed.flatMap((one) => one.operations)
    isHeadCertain = false
    await meta.batch([...operations, ...events, ...advance(head, newHead)], { sync: true })
    head = newHead
    isHeadCertain = true
    return sealed.map((one) => one.event)
  }

  return {
    write: async (operations, drafts) => {
      invariant(drafts.length <= eventsPerWriteMax, 'too many events in one write', { events: drafts.length })
      invariant(waiting < journalWritesWaitingMax, 'journal writes are not awaited', { waiting })
      waiting += 1
      const result = before.then(async () => await append(operations, drafts))
      before = result.catch(() => undefined)
      return await result.finally(() => (waiting -= 1))
    },
    get head() {
      return { seq: head.seq, digest: head.digest }
    },
  }
}

interface SealedChain {
  readonly sealed: readonly SealedEvent[]
  readonly newHead: JournalHead
}

/** Store time never goes back (decision 34): a wall clock that was set back repeats the newest event's time. */
function seal(drafts: readonly EventDraft[], head: JournalHead, clock: Clock): SealedChain {
  const times = {
    at: Math.max(clock.now(), head.at),
    mono: clock.monotonicMicros(),
    bootId: clock.bootId(),
  }
  const sealed: SealedEvent[] = []
  let newHead = head
  for (const draft of drafts) {
    const one = sealEvent({ ...draft, ...times, v: 1, seq: newHead.seq + 1, previous: newHead.digest })
    sealed.push(one)
    newHead = { seq: one.event.seq, digest: one.event.digest, at: times.at }
  }
  return { sealed, newHead }
}

function advance(head: JournalHead, newHead: JournalHead): readonly BatchOperation[] {
  return newHead.seq === head.seq ? [] : [headOperation(newHead)]
}
