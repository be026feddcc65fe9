import { HoldfastError } from '../domain/errors.ts'
import { type EventName, eventNames } from '../domain/event.ts'
import type { BytePath } from '../domain/path.ts'
import { nearestName } from '../domain/nearest.ts'
import { ownerOf } from '../domain/owner.ts'
import { readDirectory, readEntry } from '../index/readDirectory.ts'
import { type EventScope, queryEvents } from '../journal/query.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { readAccounts } from './accounts.ts'
import { contentHistory } from './contentHistory.ts'
import type { ServiceContext } from './context.ts'
import type { HistoryLine, HistoryQuery, HistoryReport } from './contract/history.ts'
import type { Page } from './contract/page.ts'
import { fileOf, resolveTarget } from './target.ts'

/**
 * What happened, newest first: events of the journal, for one file also what its snapshots say, in one order. A directory
 * means everything below it. Throws as resolveTarget and fileOf; HF_USAGE for an unknown event.
 */
export async function readHistory(context: ServiceContext, query: HistoryQuery): Promise<HistoryReport> {
  const { meta } = context.store
  const journal = await context.journal()
  const path = query.target === null ? null : await fileOf(meta, await resolveTarget(meta, query.target))
  const contents = await contentLines(context, query, path)
  const events = await eventLines(meta, query, path)
  // Each list is in order and long enough for the page, so the page of the merged list is right.
  const merged = [...events.items, ...contents].sort(newestFirst)
  return {
    items: merged.slice(query.offset, query.offset + query.limit),
    total: events.total + contents.length,
    path,
    owner: path === null ? query.owner : await ownerOfPath(meta, path),
    head: journal.head,
  }
}

async function eventLines(
  meta: KeyValue,
  query: HistoryQuery,
  path: BytePath | null,
): Promise<Page<HistoryLine>> {
  if (query.show === 'contents') return { items: [], total: 0 }
  const { owner, cause, since, until, limit, offset } = query
  const { items, total } = await queryEvents(meta, {
    ...{ owner, cause, since, until },
    scope: path === null ? { kind: 'all' } : await scopeOf(meta, path),
    events: query.events.map(requireEventName),
    limit: offset + limit,
    offset: 0,
    order: 'newest-first',
  })
  return { items: items.map((event) => ({ kind: 'event', at: event.at, event })), total }
}

/** Conditions that only events can meet leave no content lines. */
async function contentLines(
  { store }: ServiceContext,
  query: HistoryQuery,
  path: BytePath | null,
): Promise<readonly HistoryLine[]> {
  const isAboutEvents = query.events.length > 0 || query.cause !== null || query.owner !== null
  if (path === null || query.show === 'events' || isAboutEvents) return []
  const { since, until } = query
  const lines = await contentHistory(store, path)
  return lines.filter(({ at }) => (since === null || at >= since) && (until === null || at <= until))
}

async function scopeOf(meta: KeyValue, path: BytePath): Promise<EventScope> {
  const isDirectory = (await readDirectory(meta, path)) !== undefined
  return { kind: isDirectory ? 'under' : 'path', path }
}

function requireEventName(name: string): EventName {
  const known = eventNames.find((candidate) => candidate === name)
  if (known !== undefined) return known
  const near = nearestName(name, eventNames)
  throw new HoldfastError('HF_USAGE', `there is no event ${JSON.stringify(name.slice(0, 80))}`, {
    hint: near === undefined ? `events: ${eventNames.join(', ')}` : `did you mean ${near}?`,
  })
}

/** Of one moment the event comes first: it says what the content line only shows. */
function newestFirst(a: HistoryLine, b: HistoryLine): number {
  if (a.at !== b.at) return b.at - a.at
  if (a.kind === 'event' && b.kind === 'event') return b.event.seq - a.event.seq
  return (a.kind === 'event' ? 0 : 1) - (b.kind === 'event' ? 0 : 1)
}

async function ownerOfPath(meta: KeyValue, path: BytePath): Promise<string | null> {
  const entry = await readEntry(meta, path)
  return entry === undefined ? null : ownerOf(path, entry.stat.uid, readAccounts())
}
