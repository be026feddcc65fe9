import { eventKey, kindRange, singleKey } from '../codec/keys.ts'
import { encodeRow } from '../codec/row.ts'
import { readRow } from '../codec/rowFields.ts'
import { HoldfastError } from '../domain/errors.ts'
import type { Oid } from '../domain/oid.ts'
import type { BatchOperation, KeyValue } from '../kv/keyValue.ts'
import { openEventRow } from './eventRow.ts'

/** The newest event, kept apart from the events so that a cut end shows. `at` is what the next event may not precede. */
export interface JournalHead {
  readonly seq: number
  readonly digest: Oid
  readonly at: number
}

/** The head before the first event, whose number is 1. */
export const emptyHead: JournalHead = { seq: 0, digest: '0'.repeat(64) as Oid, at: 0 }

export function headOperation(head: JournalHead): BatchOperation {
  return { type: 'put', key: headKey, value: encodeRow('single', headKey, head) }
}

/** The head row as it stands, unchecked; undefined before the first event. */
export async function readHead(meta: KeyValue): Promise<JournalHead | undefined> {
  const value = await meta.get(headKey)
  if (value === undefined) return undefined
  const row = readRow('single', headKey, value)
  return { seq: row.integer('seq'), digest: row.oid('digest'), at: row.integer('at') }
}

/** The head, after checking that it and the newest event agree; HF_JOURNAL_BROKEN when they do not. */
export async function readCheckedHead(meta: KeyValue): Promise<JournalHead> {
  const head = (await readHead(meta)) ?? emptyHead
  if (await hasEventsAfter(meta, head.seq)) throw broken(head, 'there are events after the recorded end')
  if (head.seq === 0) return emptyHead
  const key = eventKey(head.seq)
  const value = await meta.get(key)
  if (value === undefined) throw broken(head, 'its newest event is missing')
  const event = openEventRow(key, value)
  if (event.digest !== head.digest || event.at !== head.at) throw broken(head, 'its newest event was changed')
  return head
}

const headKey = singleKey('journal-head')

async function hasEventsAfter(meta: KeyValue, seq: number): Promise<boolean> {
  const cursor = meta.cursor({ gte: eventKey(seq + 1), lt: kindRange('event').lt, keysOnly: true })
  try {
    return (await cursor.next(1)).length > 0
  } finally {
    await cursor.close()
  }
}

function broken(head: JournalHead, problem: string): HoldfastError {
  return new HoldfastError('HF_JOURNAL_BROKEN', `the event history is broken: ${problem}`, {
    facts: { seq: head.seq },
    hint: 'see the extent: holdfast fsck',
  })
}
