import { exactPathRange, parsePathEventKey, subtreeRange } from '../codec/keys.ts'
import { unreachable } from '../domain/errors.ts'
import type { Cause, EventName, JournalEvent } from '../domain/event.ts'
import { indexedEventsMax, journalRowsPerStep, listLimitMax } from '../domain/limits.ts'
import type { BytePath } from '../domain/path.ts'
import { isWithin } from '../domain/path.ts'
import type { KeyRange, KeyValue } from '../kv/keyValue.ts'
import { readEvents } from './eventRow.ts'
import { readHead } from './head.ts'

/** Events of everything, of one path, or of a path and everything below it. */
export type EventScope =
  | { readonly kind: 'all' }
  | { readonly kind: 'path'; readonly path: BytePath }
  | { readonly kind: 'under'; readonly path: BytePath }

/** All conditions hold together; null and an empty list are no condition. Times include their ends. */
export interface EventQuery {
  readonly scope: EventScope
  readonly events: readonly EventName[]
  readonly owner: string | null
  readonly cause: Cause | null
  readonly since: number | null
  readonly until: number | null
  readonly limit: number
  readonly offset: number
  readonly order: 'newest-first' | 'oldest-first'
}

export interface EventPage {
  readonly items: readonly JournalEvent[]
  /** Matching events in all. */
  readonly total: number
}

/** HF_JOURNAL_BROKEN or HF_RECORD_CORRUPT when an event that is needed for the answer is missing or damaged. */
export async function queryEvents(meta: KeyValue, query: EventQuery): Promise<EventPage> {
  const span = await spanOf(meta, query)
  const candidates = await candidatesOf(meta, query.scope, span)
  const inOrder = query.order === 'oldest-first' ? candidates : reversed(candidates)
  const conditions = conditionsOf(query, candidates)
  const limit = Math.min(query.limit, listLimitMax)
  if (conditions.length > 0)
    return await filteredPage(meta, inOrder, { conditions, limit, offset: query.offset })
  const seqs = inOrder.slice(query.offset, query.offset + limit)
  return { items: await readEvents(meta, seqs), total: candidates.count }
}

/** Event numbers from `from` to before `to`. */
interface Span {
  readonly from: number
  readonly to: number
}

/** Numbers of events that may match, in ascending order unless reversed. */
interface Candidates {
  readonly count: number
  /** `index`: exactly the events of the scope; `pass`: every event of the time span. */
  readonly from: 'index' | 'pass'
  readonly slice: (from: number, to: number) => readonly number[]
}

type Condition = (event: JournalEvent) => boolean

/** Store time never goes back, so the first event at or after a time is found by halving. */
async function spanOf(meta: KeyValue, { since, until }: EventQuery): Promise<Span> {
  const last = (await readHead(meta))?.seq ?? 0
  const from = since === null ? 1 : await firstSeq(meta, last, (at) => at >= since)
  const to = until === null ? last + 1 : await firstSeq(meta, last, (at) => at > until)
  return { from, to: Math.max(from, to) }
}

/** The first event whose time fulfils `isReached`, else the number after the last. */
async function firstSeq(meta: KeyValue, last: number, isReached: (at: number) => boolean): Promise<number> {
  let low = 1
  let high = last + 1
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const [event] = await readEvents(meta, [middle])
    if (event !== undefined && isReached(event.at)) high = middle
    else low = middle + 1
  }
  return low
}

async function candidatesOf(meta: KeyValue, scope: EventScope, span: Span): Promise<Candidates> {
  if (scope.kind === 'all') return allOf(span)
  const seqs = await indexedSeqs(meta, indexRange(scope), span)
  return seqs === undefined ? allOf(span) : listed(seqs)
}

function indexRange(scope: Exclude<EventScope, { kind: 'all' }>): KeyRange {
  switch (scope.kind) {
    case 'path':
      return { ...exactPathRange('path-event', scope.path), keysOnly: true }
    case 'under':
      return { ...subtreeRange('path-event', scope.path), keysOnly: true }
    default:
      return unreachable(scope)
  }
}

/** undefined when there are more than can be put in order in memory. */
async function indexedSeqs(meta: KeyValue, range: KeyRange, span: Span): Promise<number[] | undefined> {
  const seqs: number[] = []
  const cursor = meta.cursor(range)
  try {
    for (;;) {
      const rows = await cursor.next(journalRowsPerStep)
      if (rows.length === 0) return seqs.sort((a, b) => a - b)
      const found = rows.map(([key]) => parsePathEventKey(key).seq)
      seqs.push(...found.filter((seq) => seq >= span.from && seq < span.to))
      if (seqs.length > indexedEventsMax) return undefined
    }
  } finally {
    await cursor.close()
  }
}

function allOf(span: Span): Candidates {
  const count = span.to - span.from
  const slice = (from: number, to: number): readonly number[] =>
    Array.from({ length: Math.max(0, Math.min(to, count) - from) }, (_, i) => span.from + from + i)
  return { count, from: 'pass', slice }
}

function listed(seqs: readonly number[]): Candidates {
  return { count: seqs.length, from: 'index', slice: (from, to) => seqs.slice(from, to) }
}

function reversed({ count, from: origin, slice }: Candidates): Candidates {
  const backwards = (from: number, to: number): readonly number[] =>
    [...slice(Math.max(0, count - to), Math.max(0, count - from))].reverse()
  return { count, from: origin, slice: backwards }
}

function conditionsOf(query: EventQuery, candidates: Candidates): readonly Condition[] {
  const { events, owner, cause, scope } = query
  const conditions: Condition[] = []
  if (events.length > 0) conditions.push((event) => events.includes(event.event))
  if (owner !== null) conditions.push((event) => event.owner === owner)
  if (cause !== null) conditions.push((event) => event.cause === cause)
  if (candidates.from === 'pass' && scope.kind !== 'all') conditions.push((event) => isInScope(event, scope))
  return conditions
}

function isInScope({ path }: JournalEvent, scope: Exclude<EventScope, { kind: 'all' }>): boolean {
  if (path === undefined) return false
  return scope.kind === 'path' ? path === scope.path : isWithin(path, scope.path)
}

interface PageOf {
  readonly conditions: readonly Condition[]
  readonly limit: number
  readonly offset: number
}

/** Reads every candidate, because `total` counts all that match; keeps one page. */
async function filteredPage(meta: KeyValue, candidates: Candidates, page: PageOf): Promise<EventPage> {
  const items: JournalEvent[] = []
  let total = 0
  for (let at = 0; at < candidates.count; at += journalRowsPerStep) {
    const events = await readEvents(meta, candidates.slice(at, at + journalRowsPerStep))
    const matching = events.filter((event) => page.conditions.every((condition) => condition(event)))
    const skipped = Math.max(0, page.offset - total)
    items.push(...matching.slice(skipped, skipped + page.limit - items.length))
    total += matching.length
  }
  return { items, total }
}
