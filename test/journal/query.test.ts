import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { eventKey } from '../../src/codec/keys.ts'
import type { Cause, EventDraft, EventName, JournalEvent } from '../../src/domain/event.ts'
import { causes } from '../../src/domain/event.ts'
import { journalRowsPerStep } from '../../src/domain/limits.ts'
import { isWithin } from '../../src/domain/path.ts'
import { loadXxh64 } from '../../src/hash/xxh64.ts'
import { openJournal } from '../../src/journal/journal.ts'
import type { EventQuery } from '../../src/journal/query.ts'
import { queryEvents } from '../../src/journal/query.ts'
import type { KeyValue } from '../../src/kv/keyValue.ts'
import { openMemory } from '../../src/kv/memoryKeyValue.ts'
import { at, clockAt, draft } from './support.ts'

beforeAll(loadXxh64)

const everything: EventQuery = {
  scope: { kind: 'all' },
  events: [],
  owner: null,
  cause: null,
  since: null,
  until: null,
  limit: 10_000,
  offset: 0,
  order: 'oldest-first',
}

const paths = ['/', '/home', '/home/a', '/home/a/x.php', '/home/a/x', '/home/ab/x.php', '/home/\xff\n'].map(
  at,
)
const names: readonly EventName[] = ['detected', 'resolved', 'scan-started']

async function journalOf(
  drafts: readonly EventDraft[],
): Promise<{ meta: KeyValue; events: readonly JournalEvent[] }> {
  const meta = openMemory()
  const clock = clockAt(1000)
  const journal = await openJournal(meta, clock)
  const events: JournalEvent[] = []
  for (let from = 0; from < drafts.length; from += 5) {
    events.push(...(await journal.write([], drafts.slice(from, from + 5))))
    clock.wall += 100
  }
  return { meta, events }
}

/** The answer by the plainest means: look at every event. */
function expected(
  events: readonly JournalEvent[],
  query: EventQuery,
): { items: JournalEvent[]; total: number } {
  const matching = events.filter(
    (event) =>
      isInScope(event, query.scope) &&
      (query.events.length === 0 ? names : query.events).includes(event.event) &&
      (query.owner === null || event.owner === query.owner) &&
      (query.cause === null || event.cause === query.cause) &&
      isBetween(event.at, query.since, query.until),
  )
  if (query.order === 'newest-first') matching.reverse()
  return { items: matching.slice(query.offset, query.offset + query.limit), total: matching.length }
}

function isBetween(value: number, since: number | null, until: number | null): boolean {
  return value >= (since ?? 0) && value <= (until ?? Infinity)
}

function isInScope({ path }: JournalEvent, scope: EventQuery['scope']): boolean {
  if (scope.kind === 'all') return true
  if (path === undefined) return false
  return scope.kind === 'path' ? path === scope.path : isWithin(path, scope.path)
}

const draftOf = fc
  .record({
    path: fc.option(fc.constantFrom(...paths)),
    event: fc.constantFrom(...names),
    owner: fc.constantFrom('alice', 'bob'),
    cause: fc.constantFrom<Cause>(...causes),
  })
  .map(({ path, ...rest }) => draft({ ...rest, ...(path === null ? {} : { path }) }))

const orNull = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(values, { freq: 2 })

const query: fc.Arbitrary<EventQuery> = fc.record({
  scope: fc.oneof(
    fc.constant({ kind: 'all' as const }),
    fc.record({ kind: fc.constantFrom('path' as const, 'under' as const), path: fc.constantFrom(...paths) }),
  ),
  events: fc.subarray([...names]),
  owner: orNull(fc.constantFrom('alice', 'bob', 'carol')),
  cause: orNull(fc.constantFrom<Cause>('scheduled', 'manual')),
  since: orNull(fc.integer({ min: 900, max: 3000 })),
  until: orNull(fc.integer({ min: 900, max: 3000 })),
  limit: fc.nat({ max: 20 }),
  offset: fc.nat({ max: 20 }),
  order: fc.constantFrom('newest-first' as const, 'oldest-first' as const),
})

describe('queryEvents', () => {
  it('answers as looking at every event does', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(draftOf, { maxLength: 60 }),
        fc.array(query, { maxLength: 10 }),
        async (drafts, queries) => {
          const { meta, events } = await journalOf(drafts)
          for (const asked of queries) expect(await queryEvents(meta, asked)).toEqual(expected(events, asked))
        },
      ),
      { numRuns: 150 },
    )
  })

  it('goes on over steps and pages', async () => {
    const drafts = Array.from({ length: journalRowsPerStep * 2 + 10 }, (_, i) =>
      draft({ owner: i % 2 === 0 ? 'alice' : 'bob', path: at('/home/a') }),
    )
    const { meta, events } = await journalOf(drafts)
    for (const owner of ['alice', null]) {
      const asked: EventQuery = { ...everything, owner, limit: 100, offset: 150, order: 'newest-first' }
      expect(await queryEvents(meta, asked)).toEqual(expected(events, asked))
    }
    const under: EventQuery = {
      ...everything,
      scope: { kind: 'under', path: at('/home') },
      limit: 5,
      offset: 400,
    }
    expect(await queryEvents(meta, under)).toEqual(expected(events, under))
  })

  it('reads only the page when nothing but the path is asked for', async () => {
    const { meta } = await journalOf(Array.from({ length: 500 }, () => draft({ path: at('/home/a') })))
    let read = 0
    const counting: KeyValue = {
      ...meta,
      getMany: async (keys) => {
        read += keys.length
        return await meta.getMany(keys)
      },
    }
    const scope = { kind: 'path', path: at('/home/a') } as const
    expect((await queryEvents(counting, { ...everything, scope, limit: 10 })).total).toBe(500)
    expect(read).toBe(10)
  })

  it('does not hide a missing event', async () => {
    const { meta } = await journalOf([draft(), draft(), draft()])
    await meta.batch([{ type: 'del', key: eventKey(2) }], { sync: true })
    await expect(queryEvents(meta, everything)).rejects.toMatchObject({ code: 'HF_JOURNAL_BROKEN' })
  })
})
