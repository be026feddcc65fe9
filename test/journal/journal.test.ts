import { beforeAll, describe, expect, it } from 'vitest'
import { singleKey } from '../../src/codec/keys.ts'
import { eventsPerWriteMax } from '../../src/domain/limits.ts'
import { loadXxh64 } from '../../src/hash/xxh64.ts'
import { openJournal } from '../../src/journal/journal.ts'
import type { EventPage } from '../../src/journal/query.ts'
import { queryEvents } from '../../src/journal/query.ts'
import { verifyChain } from '../../src/journal/verify.ts'
import { faulty } from '../../src/kv/faultyKeyValue.ts'
import type { KeyValue } from '../../src/kv/keyValue.ts'
import { openMemory } from '../../src/kv/memoryKeyValue.ts'
import { at, clockAt, draft } from './support.ts'

const zeros = '0'.repeat(64)
const stateKey = singleKey('test-state')

beforeAll(loadXxh64)

async function all(meta: KeyValue): Promise<EventPage['items']> {
  const page = await queryEvents(meta, {
    scope: { kind: 'all' },
    events: [],
    owner: null,
    cause: null,
    since: null,
    until: null,
    limit: 1000,
    offset: 0,
    order: 'oldest-first',
  })
  return page.items
}

describe('openJournal', () => {
  it('starts with no events and chains from 64 zeros', async () => {
    const meta = openMemory()
    const journal = await openJournal(meta, clockAt(1000))
    expect(journal.head).toEqual({ seq: 0, digest: zeros })
    const [first, second] = await journal.write([], [draft(), draft({ path: at('/home/a') })])
    expect(first).toMatchObject({
      seq: 1,
      previous: zeros,
      at: 1000,
      mono: 5_000_000,
      bootId: 'boot-a',
      v: 1,
    })
    expect(second).toMatchObject({ seq: 2, previous: first!.digest, path: '/home/a' })
    expect(journal.head).toEqual({ seq: 2, digest: second!.digest })
  })

  it('goes on where the last one ended', async () => {
    const meta = openMemory()
    const [event] = await (await openJournal(meta, clockAt(1000))).write([], [draft()])
    const again = await openJournal(meta, clockAt(2000))
    expect(again.head).toEqual({ seq: 1, digest: event!.digest })
    expect((await again.write([], [draft()]))[0]).toMatchObject({ seq: 2, previous: event!.digest, at: 2000 })
  })

  it('never goes back in time, not even after a restart', async () => {
    const meta = openMemory()
    const clock = clockAt(5000)
    const journal = await openJournal(meta, clock)
    await journal.write([], [draft()])
    clock.wall = 100
    expect((await journal.write([], [draft()]))[0]!.at).toBe(5000)
    expect((await (await openJournal(meta, clockAt(200))).write([], [draft()]))[0]!.at).toBe(5000)
    clock.wall = 6000
  })
})

describe('write', () => {
  it('writes state, events and head as one synced batch', async () => {
    const inner = openMemory()
    const batches: { rows: number; sync: boolean }[] = []
    const meta: KeyValue = {
      ...inner,
      batch: async (operations, options) => {
        batches.push({ rows: operations.length, sync: options.sync })
        await inner.batch(operations, options)
      },
    }
    const journal = await openJournal(meta, clockAt(1))
    const state = { type: 'put', key: stateKey, value: Buffer.from('x') } as const
    await journal.write([state], [draft(), draft({ path: at('/a') })])
    expect(batches).toEqual([{ rows: 5, sync: true }])
    expect(await inner.get(stateKey)).toEqual(Buffer.from('x'))
  })

  it('leaves the chain as it is when there is nothing to record', async () => {
    const meta = openMemory()
    const journal = await openJournal(meta, clockAt(1))
    await journal.write([], [draft()])
    const { head } = journal
    await journal.write([{ type: 'put', key: stateKey, value: Buffer.from('x') }], [])
    expect(journal.head).toEqual(head)
    expect(await verifyChain(meta)).toMatchObject({ ok: true, events: 1 })
  })

  it('keeps the order of calls that overlap', async () => {
    const meta = openMemory()
    const journal = await openJournal(meta, clockAt(1))
    const writes = Array.from({ length: 50 }, (_, i) =>
      journal.write([], [draft({ scan: i }), draft({ scan: i })]),
    )
    await Promise.all(writes)
    expect((await all(meta)).map((event) => event.scan)).toEqual(
      Array.from({ length: 100 }, (_, i) => Math.floor(i / 2)),
    )
    expect(await verifyChain(meta)).toMatchObject({ ok: true, events: 100 })
  })

  it('refuses more events than one batch may carry, and goes on', async () => {
    const journal = await openJournal(openMemory(), clockAt(1))
    const many = Array.from({ length: eventsPerWriteMax + 1 }, () => draft())
    await expect(journal.write([], many)).rejects.toMatchObject({ code: 'HF_BUG' })
    expect(await journal.write([], [draft()])).toHaveLength(1)
  })
})

describe('a batch that fails', () => {
  const error = new Error('disk')

  it('leaves head and state unchanged when it was not written', async () => {
    const inner = openMemory()
    const meta = faulty(inner, { call: 'batch', nth: 2, error, effect: 'before' })
    const journal = await openJournal(meta, clockAt(1))
    await journal.write([], [draft({ scan: 1 })])
    const { head } = journal
    const state = { type: 'put', key: stateKey, value: Buffer.from('x') } as const
    const failed = journal.write([state], [draft({ scan: 2 })])
    const queued = journal.write([], [draft({ scan: 3 })])
    await expect(failed).rejects.toBe(error)
    expect((await queued)[0]).toMatchObject({ seq: 2, previous: head.digest, scan: 3 })
    expect(await inner.get(stateKey)).toBeUndefined()
    expect((await openJournal(inner, clockAt(1))).head).toEqual(journal.head)
    expect(await verifyChain(inner)).toMatchObject({ ok: true, events: 2 })
  })

  it('is found again when it was written and only the answer was lost', async () => {
    const inner = openMemory()
    const meta = faulty(inner, { call: 'batch', nth: 2, error, effect: 'after' })
    const journal = await openJournal(meta, clockAt(1))
    await journal.write([], [draft({ scan: 1 })])
    await expect(journal.write([], [draft({ scan: 2 })])).rejects.toBe(error)
    expect(journal.head.seq).toBe(1)
    expect((await journal.write([], [draft({ scan: 3 })]))[0]!.seq).toBe(3)
    expect((await all(inner)).map((event) => event.scan)).toEqual([1, 2, 3])
    expect(await verifyChain(inner)).toMatchObject({ ok: true, events: 3 })
  })

  it('refuses an event that cannot be stored and keeps the chain', async () => {
    const meta = openMemory()
    const journal = await openJournal(meta, clockAt(1))
    const huge = draft({ detail: { text: 'x'.repeat(100_000) } })
    await expect(journal.write([], [draft(), huge])).rejects.toMatchObject({ code: 'HF_LIMIT' })
    expect(journal.head.seq).toBe(0)
    expect(await all(meta)).toEqual([])
  })
})
