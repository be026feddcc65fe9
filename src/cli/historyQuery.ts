import type { Cause, EventName } from '../domain/event.ts'
import type { HistoryQuery } from '../service/contract/history.ts'
import { bytesAsText } from './incidentQuery.ts'
import type { Session } from './session.ts'
import { targetOf } from './target.ts'

/** The flags of `history` as oclif hands them over. */
export interface HistoryFlags {
  readonly limit: number
  readonly offset: number
  readonly events: boolean
  readonly contents: boolean
  readonly event?: readonly EventName[] | undefined
  readonly cause?: Cause | undefined
  readonly user?: string | undefined
  readonly since?: string | undefined
  readonly until?: string | undefined
}

/** Asking for a kind of event or a cause is asking for events: contents have neither. */
export function historyQuery(flags: HistoryFlags, path: string | undefined, session: Session): HistoryQuery {
  const onlyEvents = flags.events || flags.event !== undefined || flags.cause !== undefined
  return {
    limit: flags.limit,
    offset: flags.offset,
    target: path === undefined ? null : targetOf(path, session),
    show: flags.contents ? 'contents' : onlyEvents ? 'events' : 'both',
    events: flags.event ?? [],
    owner: flags.user === undefined ? null : bytesAsText(flags.user, session),
    cause: flags.cause ?? null,
    since: session.time(flags.since),
    until: session.time(flags.until),
  }
}
