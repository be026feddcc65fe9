import { eventDigest } from '../codec/event.ts'
import { eventKey, kindRange, parseNumberKey, parsePathEventKey, pathEventKey } from '../codec/keys.ts'
import { encodeRecord, recordHeaderBytes } from '../codec/record.ts'
import type { Clock } from '../domain/clock.ts'
import { HoldfastError } from '../domain/errors.ts'
import type { EventDraft, JournalEvent } from '../domain/event.ts'
import { journalRowsPerStep } from '../domain/limits.ts'
import type { BatchOperation, KeyRange, KeyValue } from '../kv/keyValue.ts'
import { openEventRow, sealEvent } from './eventRow.ts'
import { emptyHead, headOperation, type JournalHead, readHead } from './head.ts'

/**
 * Appends one event behind a damaged end and answers its number. The event names what is recorded of the end: the digest
 * in the head row when that can be read, else that of the newest event's bytes as they are. Nothing before it changes.
 */
export async function continuePastDamage(meta: KeyValue, clock: Clock, draft: EventDraft): Promise<number> {
  const head = await damagedEnd(meta)
  const at = Math.max(clock.now(), head.at)
  const times = { at, mono: clock.monotonicMicros(), bootId: clock.bootId() }
  const { event, operations } = sealEvent({
    ...draft,
    ...times,
    v: 1,
    seq: head.seq + 1,
    previous: head.digest,
  })
  const { seq, digest } = event
  await meta.batch([...operations, headOperation({ seq, digest, at })], { sync: true })
  return seq
}

/** Makes the index of events by path say what the events say; answers how many rows were added or removed. */
export async function repairPathIndex(meta: KeyValue): Promise<number> {
  const wanted = new Set<string>()
  for await (const [key, value] of rowsOf(meta, kindRange('event'))) {
    const event = eventOf(key, value)
    if (event?.path !== undefined) wanted.add(pathEventKey(event.path, event.seq).toString('latin1'))
  }
  const operations: BatchOperation[] = []
  for await (const [key] of rowsOf(meta, { ...kindRange('path-event'), keysOnly: true })) {
    if (wanted.delete(key.toString('latin1')) || (await namesDamagedEvent(meta, key))) continue
    operations.push({ type: 'del', key })
  }
  operations.push(...[...wanted].map((text) => indexOperation(Buffer.from(text, 'latin1'))))
  if (operations.length > 0) await meta.batch(operations, { sync: true })
  return operations.length
}

async function damagedEnd(meta: KeyValue): Promise<JournalHead> {
  const head = await readableHead(meta)
  const cursor = meta.cursor({ ...kindRange('event'), reverse: true })
  try {
    const [newest] = await cursor.next(1)
    if (newest === undefined) return head
    const [key, value] = newest
    const seq = parseNumberKey(key)
    if (seq <= head.seq) return head
    return {
      seq,
      digest: eventDigest(value.subarray(recordHeaderBytes)),
      at: eventOf(key, value)?.at ?? head.at,
    }
  } finally {
    await cursor.close()
  }
}

async function readableHead(meta: KeyValue): Promise<JournalHead> {
  try {
    return (await readHead(meta)) ?? emptyHead
  } catch (error) {
    if (error instanceof HoldfastError && error.kind === 'corrupt') return emptyHead
    throw error
  }
}

/** Undefined for an event that cannot be read. */
function eventOf(key: Buffer, value: Buffer): JournalEvent | undefined {
  try {
    return openEventRow(key, value)
  } catch (error) {
    if (error instanceof HoldfastError && error.kind === 'corrupt') return undefined
    throw error
  }
}

/** Of an event that cannot be read, its row in the index is the last that says which file it was about. */
async function namesDamagedEvent(meta: KeyValue, key: Buffer): Promise<boolean> {
  const row = eventKey(parsePathEventKey(key).seq)
  const value = await meta.get(row)
  return value !== undefined && eventOf(row, value) === undefined
}

function indexOperation(key: Buffer): BatchOperation {
  const value = encodeRecord({ kind: 'path-event', codec: 'raw', size: 0, payload: Buffer.alloc(0) }, key)
  return { type: 'put', key, value }
}

async function* rowsOf(meta: KeyValue, range: KeyRange): AsyncGenerator<readonly [Buffer, Buffer]> {
  const cursor = meta.cursor(range)
  try {
    for (;;) {
      const rows = await cursor.next(journalRowsPerStep)
      if (rows.length === 0) return
      yield* rows
    }
  } finally {
    await cursor.close()
  }
}
