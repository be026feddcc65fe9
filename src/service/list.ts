import { displayPath } from '../domain/displayPath.ts'
import { type Incident, isOpen } from '../domain/incident.ts'
import { allIncidents } from '../store/incidents.ts'
import type { ServiceContext } from './context.ts'
import type { IncidentQuery } from './contract/incidents.ts'
import type { Page } from './contract/page.ts'

/** The incidents that fit, newest first. Streams: memory is one page. */
export async function listIncidents(
  { store }: ServiceContext,
  query: IncidentQuery,
): Promise<Page<Incident>> {
  const items: Incident[] = []
  const fits = filterOf(query)
  let total = 0
  for await (const incident of allIncidents(store.meta)) {
    if (!fits(incident)) continue
    if (total >= query.offset && items.length < query.limit) items.push(incident)
    total += 1
  }
  return { items, total }
}

type Filter = (incident: Incident) => boolean

/** All conditions that the query makes; a condition it does not make costs nothing per incident. */
function filterOf(query: IncidentQuery): Filter {
  const filters = [statusFilter(query), ...propertyFilters(query), ...timeFilters(query)]
  return (incident) => filters.every((filter) => filter(incident))
}

function statusFilter({ statuses }: IncidentQuery): Filter {
  return statuses.length === 0 ? isOpen : (incident) => statuses.includes(incident.status)
}

function propertyFilters({ owner, rule, oid, scan, search }: IncidentQuery): readonly Filter[] {
  return [
    ...when(owner, (wanted) => (incident) => incident.owner === wanted),
    ...when(rule, (wanted) => (incident) => incident.rule === wanted),
    ...when(oid, (wanted) => (incident) => incident.oid.startsWith(wanted.toLowerCase())),
    ...when(scan, (wanted) => (incident) => incident.openedByScan === wanted),
    ...when(search, searchFilter),
  ]
}

function timeFilters({ since, until }: IncidentQuery): readonly Filter[] {
  return [
    ...when(since, (from) => (incident) => incident.openedAt >= from),
    ...when(until, (to) => (incident) => incident.openedAt <= to),
  ]
}

/** People search for what they see: the displayed path, the reason code, the sentence. */
function searchFilter(text: string): Filter {
  const wanted = text.toLowerCase()
  return ({ path, reason, summary }) =>
    [displayPath(path), reason, summary].some((shown) => shown.toLowerCase().includes(wanted))
}

function when<Value>(value: Value | null, filter: (value: Value) => Filter): readonly Filter[] {
  return value === null ? [] : [filter(value)]
}
