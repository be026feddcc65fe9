import { displayPath } from '../domain/displayPath.ts'
import { HoldfastError } from '../domain/errors.ts'
import type { JournalEvent } from '../domain/event.ts'
import { formatOperationId, type Operation } from '../domain/operation.ts'
import { type BytePath, isWithin } from '../domain/path.ts'
import { eventsOfOperationMax } from '../domain/actingLimits.ts'
import { queryEvents } from '../journal/query.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { allOperations, readOperation, requireOperation, ticketsByEnd } from '../store/operations.ts'
import type { ServiceContext } from './context.ts'
import type { OperationQuery, OperationStory } from './contract/operations.ts'
import type { Page } from './contract/page.ts'
import { fileOf, resolveTarget } from './target.ts'

/** The operations that fit, newest first; those whose tickets end soon: the next to end first. Memory is one page. */
export async function listOperations(
  context: ServiceContext,
  query: OperationQuery,
): Promise<Page<Operation>> {
  const { meta } = context.store
  const under = query.target === null ? null : await fileOf(meta, await resolveTarget(meta, query.target))
  const candidates =
    query.expiringMs === null
      ? allOperations(meta)
      : expiring(meta, context.machine.clock.now(), query.expiringMs)
  const fits = filterOf(query, under)
  const items: Operation[] = []
  let total = 0
  for await (const operation of candidates) {
    if (!fits(operation)) continue
    if (total >= query.offset && items.length < query.limit) items.push(operation)
    total += 1
  }
  return { items, total }
}

/** One operation with its events. HF_NOT_FOUND. */
export async function showOperation({ store }: ServiceContext, id: number): Promise<OperationStory> {
  const operation = await typedOperation(store.meta, id)
  return { operation, events: await eventsOf(store.meta, operation) }
}

/** The operation of an id that somebody typed. HF_NOT_FOUND. */
export async function typedOperation(meta: KeyValue, id: number): Promise<Operation> {
  const operation = await readOperation(meta, id)
  if (operation !== undefined) return operation
  throw new HoldfastError('HF_NOT_FOUND', `there is no operation ${formatOperationId(id)}`, {
    facts: { operation: id },
    hint: 'list them: holdfast operation list',
  })
}

async function* expiring(meta: KeyValue, now: number, withinMs: number): AsyncGenerator<Operation> {
  for await (const { at, operation } of ticketsByEnd(meta)) {
    if (at > now + withinMs) return
    if (at > now) yield await requireOperation(meta, operation)
  }
}

type Filter = (operation: Operation) => boolean

function filterOf(query: OperationQuery, under: BytePath | null): Filter {
  const { owner, kinds, search, since, until, expiringMs } = query
  const filters: Filter[] = []
  if (under !== null) filters.push(({ path }) => isWithin(path, under))
  if (owner !== null) filters.push((operation) => operation.owner === owner)
  if (kinds.length > 0) filters.push(({ kind }) => kinds.includes(kind))
  if (since !== null) filters.push(({ startedAt }) => startedAt >= since)
  if (until !== null) filters.push(({ startedAt }) => startedAt <= until)
  if (expiringMs !== null) filters.push(({ undoneBy }) => undoneBy === null)
  if (search !== null) {
    const wanted = search.toLowerCase()
    filters.push(({ path }) => displayPath(path).toLowerCase().includes(wanted))
  }
  return (operation) => filters.every((filter) => filter(operation))
}

async function eventsOf(meta: KeyValue, operation: Operation): Promise<readonly JournalEvent[]> {
  const { items } = await queryEvents(meta, {
    scope: { kind: 'path', path: operation.path },
    events: [],
    owner: null,
    cause: null,
    since: operation.startedAt,
    until: null,
    limit: eventsOfOperationMax,
    offset: 0,
    order: 'oldest-first',
  })
  return items.filter((event) => event.operation === operation.id)
}
