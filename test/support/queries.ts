import type { HistoryQuery } from '../../src/service/contract/history.ts'
import type { IncidentQuery } from '../../src/service/contract/incidents.ts'

const page = { limit: 100, offset: 0 }

/** All events of all paths. */
export const wholeHistory: HistoryQuery = {
  ...page,
  target: null,
  show: 'events',
  events: [],
  owner: null,
  cause: null,
  since: null,
  until: null,
}

export const everyIncident: IncidentQuery = {
  ...page,
  statuses: [],
  owner: null,
  rule: null,
  oid: null,
  scan: null,
  search: null,
  since: null,
  until: null,
}
