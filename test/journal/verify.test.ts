import { beforeAll, describe, expect, it } from 'vitest'
import { decodeEvent, encodeEvent } from '../../src/codec/event.ts'
import { eventKey, kindRange, pathEventKey, singleKey } from '../../src/codec/keys.ts'
import { decodeRecord, encodeRecord } from '../../src/codec/record.ts'
import type { JournalEvent } from '../../src/domain/event.ts'
import { loadXxh64 } from '../../src/hash/xxh64.ts'
import { openJournal } from '../../src/journal/journal.ts'
import { verifyChain } from '../../src/journal/verify.ts'
import type { KeyValue } from '../../src/kv/keyValue.ts'
import { openLevel } from '../../src/kv/levelKeyValue.ts'
import { openMemory } from '../../src/kv/memoryKeyValue.ts'
import { scratchDirectory } from '../support/scratch.ts'
import { allRows, at, clockAt, draft } from './support.ts'

const headKey = singleKey('journal-head')
const count = 600

beforeAll(loadXxh64)

/** A journal of `count` events, every third of them with a path. */
async function filled(): Promise<KeyValue> {
  const meta = openMemory()
  const clock = clockAt(1000)
  const journal = await openJournal(meta, clock)
  for (let written = 0; written < count; written += 20) {
    const drafts = Array.from({ length: 20 }, (_, i) => draft({ scan: written + i, ...pathOf(written + i) }))
    await journal.write([], drafts)
    clock.wall += 1000
  }
  return meta
}

function pathOf(i: number): { path?: ReturnType<typeof at> } {
  return i % 3 === 0 ? { path: at(`/home/u${i % 7}/f.php`) } : {}
}

async function eventAt(meta: KeyValue, seq: number): Promise<JournalEvent> {
  const key = eventKey(seq)
  return decodeEvent(decodeRecord((await meta.get(key))!, key, 'event').payload)
}

/** Stores an event as somebody with the program's source would: record header and checksum are right. */
async function store(meta: KeyValue, seq: number, { digest, ...event }: JournalEvent): Promise<void> {
  expect(digest).toHaveLength(64)
  const payload = encodeEvent(event)
  const key = eventKey(seq)
  const value = encodeRecord({ kind: 'event', codec: 'raw', size: payload.length, payload }, key)
  await meta.batch([{ type: 'put', key, value }], { sync: true })
}

const remove = async (meta: KeyValue, ...keys: Buffer[]): Promise<void> => {
  await meta.batch(
    keys.map((key) => ({ type: 'del', key })),
    { sync: true },
  )
}

const middle = count / 2

describe('verifyChain', () => {
  it('finds nothing wrong with a good chain, empty or not', async () => {
    const meta = await filled()
    const last = await eventAt(meta, count)
    const head = { seq: count, digest: last.digest }
    expect(await verifyChain(meta)).toEqual({ ok: true, events: count, head, problems: [] })
    expect(await verifyChain(openMemory())).toMatchObject({ ok: true, events: 0, head: { seq: 0 } })
  })

  it.each([1, 2, middle, 256, 257, count - 1])('names the place of an edit of event %i', async (seq) => {
    const meta = await filled()
    await store(meta, seq, { ...(await eventAt(meta, seq)), owner: 'mallory' })
    expect((await verifyChain(meta)).problems).toEqual([
      { seq: seq + 1, problem: `does not follow event ${seq}: one of the two was changed` },
    ])
  })

  it('finds an edit of the newest event by the head', async () => {
    const meta = await filled()
    await store(meta, count, { ...(await eventAt(meta, count)), owner: 'mallory' })
    expect((await verifyChain(meta)).problems).toEqual([
      { seq: count, problem: 'is not the event that the history ended with' },
    ])
    await expect(openJournal(meta, clockAt(1))).rejects.toMatchObject({ code: 'HF_JOURNAL_BROKEN' })
  })

  it('names dropped events', async () => {
    const meta = await filled()
    await remove(meta, eventKey(1), eventKey(middle), eventKey(middle + 1), eventKey(middle + 4))
    expect((await verifyChain(meta)).problems.slice(0, 3)).toEqual([
      { seq: 1, problem: 'is missing' },
      { seq: middle, problem: `is missing, and all up to event ${middle + 1}` },
      { seq: middle + 4, problem: 'is missing' },
    ])
  })

  it('finds a chain that was closed again over a dropped event', async () => {
    const meta = await filled()
    const before = await eventAt(meta, middle - 1)
    for (let seq = middle; seq < count; seq += 1) {
      const moved = await eventAt(meta, seq + 1)
      await store(meta, seq, { ...moved, seq, previous: (await eventAt(meta, seq - 1)).digest })
    }
    await remove(meta, eventKey(count))
    expect(before.seq).toBe(middle - 1)
    expect((await verifyChain(meta)).problems).toContainEqual({ seq: count, problem: 'is missing' })
  })

  it('finds an inserted event', async () => {
    const meta = await filled()
    await store(meta, count + 1, { ...(await eventAt(meta, count)), seq: count + 1 })
    const { problems } = await verifyChain(meta)
    expect(problems).toContainEqual({
      seq: count + 1,
      problem: 'comes after the recorded end of the history',
    })
    await expect(openJournal(meta, clockAt(1))).rejects.toMatchObject({ code: 'HF_JOURNAL_BROKEN' })
  })

  it('finds two events that changed places', async () => {
    const meta = await filled()
    const [a, b] = [await eventAt(meta, 10), await eventAt(meta, 20)]
    await store(meta, 10, b)
    await store(meta, 20, a)
    const { problems } = await verifyChain(meta)
    expect(problems).toContainEqual({ seq: 10, problem: 'says that it is event 20' })
    expect(problems).toContainEqual({ seq: 20, problem: 'says that it is event 10' })
  })

  it('finds a row that was copied to another number', async () => {
    const meta = await filled()
    const value = (await meta.get(eventKey(10)))!
    await meta.batch([{ type: 'put', key: eventKey(11), value }], { sync: true })
    const { problems, events } = await verifyChain(meta)
    expect(events).toBe(count)
    expect(problems).toEqual([{ seq: 11, problem: expect.stringContaining('cannot be read') as string }])
  })

  it('finds a cut end', async () => {
    const meta = await filled()
    await remove(meta, eventKey(count), eventKey(count - 1))
    expect((await verifyChain(meta)).problems).toContainEqual({
      seq: count - 1,
      problem: `is missing, and all up to event ${count}`,
    })
    await expect(openJournal(meta, clockAt(1))).rejects.toMatchObject({ code: 'HF_JOURNAL_BROKEN' })
  })

  it('finds a missing head and a history that is gone but for its head', async () => {
    const meta = await filled()
    await remove(meta, headKey)
    expect((await verifyChain(meta)).problems).toEqual([
      { seq: count, problem: 'the record of the newest event is missing' },
    ])
    await expect(openJournal(meta, clockAt(1))).rejects.toMatchObject({ code: 'HF_JOURNAL_BROKEN' })
    const other = await filled()
    await remove(other, ...(await allRows(other, kindRange('event'))).map(([key]) => key))
    expect((await verifyChain(other)).problems[0]).toEqual({
      seq: 1,
      problem: `is missing, and all up to event ${count}`,
    })
  })

  it('finds a head of an older state', async () => {
    const meta = openMemory()
    const journal = await openJournal(meta, clockAt(1))
    await journal.write([], [draft()])
    const old = (await meta.get(headKey))!
    await journal.write([], [draft()])
    await meta.batch([{ type: 'put', key: headKey, value: old }], { sync: true })
    expect((await verifyChain(meta)).problems).toEqual([
      { seq: 2, problem: 'comes after the recorded end of the history' },
    ])
  })

  it('finds a flipped bit anywhere in a row', async () => {
    const meta = await filled()
    const key = eventKey(50)
    const value = (await meta.get(key))!
    for (let byte = 0; byte < value.length; byte += 7) {
      const flipped = Buffer.from(value)
      flipped[byte] = flipped[byte]! ^ 0x10
      await meta.batch([{ type: 'put', key, value: flipped }], { sync: true })
      expect((await verifyChain(meta)).problems[0]).toMatchObject({ seq: 50 })
    }
  })

  it('finds what is wrong with the index by path', async () => {
    const meta = await filled()
    const withPath = (await allRows(meta, kindRange('path-event')))[0]!
    await remove(meta, withPath[0])
    expect((await verifyChain(meta)).problems).toEqual([
      { seq: expect.any(Number) as number, problem: 'is missing from the index by path' },
    ])
    const stray = pathEventKey(at('/nobody'), 3)
    await meta.batch(
      [withPath, [stray, withPath[1]] as const].map(([key, value]) => ({ type: 'put', key, value })),
      {
        sync: true,
      },
    )
    expect((await verifyChain(meta)).problems).toEqual([
      { seq: count, problem: 'the index by path names events that do not exist' },
    ])
  })

  it('goes on after a row that is not an event', async () => {
    const meta = await filled()
    const key = Buffer.concat([eventKey(5), Buffer.of(0)])
    await meta.batch([{ type: 'put', key, value: Buffer.from('x') }], { sync: true })
    expect(await verifyChain(meta)).toMatchObject({ ok: false, events: count, problems: [{ seq: 5 }] })
  })

  it('does not blame the index for an event that cannot be read', async () => {
    const meta = await filled()
    await meta.batch([{ type: 'put', key: eventKey(4), value: Buffer.from('x') }], { sync: true })
    expect((await verifyChain(meta)).problems).toEqual([
      { seq: 4, problem: expect.stringContaining('cannot be read') as string },
    ])
  })

  it('cannot see a history that was written anew with its head: that needs a digest kept elsewhere', async () => {
    const meta = await filled()
    const witnessed = (await verifyChain(meta)).head
    const forged = openMemory()
    const journal = await openJournal(forged, clockAt(1000))
    for (let seq = 1; seq <= count; seq += 1) await journal.write([], [draft({ owner: 'mallory' })])
    const report = await verifyChain(forged)
    expect(report.ok).toBe(true)
    expect(report.head.seq).toBe(witnessed.seq)
    expect(report.head.digest).not.toBe(witnessed.digest)
  })

  it('works on a real database that was closed and opened again', async () => {
    const where = scratchDirectory()
    const settings = { writeBufferBytes: 64 * 1024, compression: false }
    const first = await openLevel(where, { create: true, ...settings })
    const journal = await openJournal(first, clockAt(1))
    for (let i = 0; i < 300; i += 1) await journal.write([], [draft({ path: at(`/home/a/${i}`) })])
    const { head } = journal
    await first.close()
    const again = await openLevel(where, { create: false, ...settings })
    expect((await openJournal(again, clockAt(1))).head).toEqual(head)
    expect(await verifyChain(again)).toEqual({ ok: true, events: 300, head, problems: [] })
    await remove(again, eventKey(100))
    expect((await verifyChain(again)).problems[0]).toEqual({ seq: 100, problem: 'is missing' })
    await again.close()
  })
})
