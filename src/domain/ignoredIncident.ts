import type { EventDraft } from './event.ts'
import type { Incident } from './incident.ts'
import type { Tier } from './verdict.ts'

/** The status of an incident whose file is as it was found. */
export function statusUnder(tier: Tier, ignore: number | null): Incident['status'] {
  if (ignore !== null) return 'ignored'
  return tier === 'malicious' ? 'infected' : 'suspicious'
}

/** The incident hidden by an entry of the ignore list, or visible again. */
export function withIgnore(incident: Incident, ignore: number | null): Incident {
  return { ...incident, ignore, status: statusUnder(incident.tier, ignore) }
}

/** What the journal says when the list begins or ends to cover an incident. `before` is the entry that did. */
export function ignoreDraft(
  { id, path, oid, owner, reason, ignore }: Incident,
  before: number | null,
  by: Pick<EventDraft, 'cause' | 'initiator'> & { readonly scan?: number },
): EventDraft {
  const about = { incident: id, path, oid, owner, ...by }
  return ignore === null
    ? { event: 'unignored', detail: { reason, ignore: before }, ...about }
    : { event: 'ignored', detail: { reason, ignore }, ...about }
}
