import { decodeEvent, encodeEvent, eventDigest } from '../codec/event.ts'
import type { UnsealedEvent } from '../codec/event.ts'
import { eventKey, pathEventKey } from '../codec/keys.ts'
import { decodeRecord, encodeRecord } from '../codec/record.ts'
import { HoldfastError } from '../domain/errors.ts'
import type { JournalEvent } from '../domain/event.ts'
import type { BatchOperation, KeyValue } from '../kv/keyValue.ts'

export interface SealedEvent {
  readonly event: JournalEvent
  /** The event's row and, when it has a path, its row in the path index. */
  readonly operations: readonly BatchOperation[]
}

export function sealEvent(event: UnsealedEvent): SealedEvent {
  const payload = encodeEvent(event)
  const key = eventKey(event.seq)
  const value = encodeRecord({ kind: 'event', codec: 'raw', size: payload.length, payload }, key)
  return {
    event: { ...event, digest: eventDigest(payload) },
    operations: [{ type: 'put', key, value }, ...pathOperations(event)],
  }
}

/** The event of a stored row. HF_RECORD_CORRUPT when the row or the event in it is damaged. */
export function openEventRow(key: Buffer, value: Buffer): JournalEvent {
  return decodeEvent(decodeRecord(value, key, 'event').payload)
}

/** The events with these numbers, in their order. HF_JOURNAL_BROKEN when one is missing. */
export async function readEvents(meta: KeyValue, seqs: readonly number[]): Promise<readonly JournalEvent[]> {
  const keys = seqs.map(eventKey)
  const values = await meta.getMany(keys)
  return keys.map((key, position) => {
    const value = values[position]
    if (value === undefined) throw missing(seqs[position] ?? 0)
    return openEventRow(key, value)
  })
}

function pathOperations(event: UnsealedEvent): readonly BatchOperation[] {
  if (event.path === undefined) return []
  const key = pathEventKey(event.path, event.seq)
  const value = encodeRecord({ kind: 'path-event', codec: 'raw', size: 0, payload: Buffer.alloc(0) }, key)
  return [{ type: 'put', key, value }]
}

function missing(seq: number): HoldfastError {
  return new HoldfastError(
    'HF_JOURNAL_BROKEN',
    `the event history is broken: event ${String(seq)} is missing`,
    {
      facts: { seq },
      hint: 'see the extent: holdfast fsck',
    },
  )
}
