import type { Assessment } from '../domain/assessment.ts'
import type { EventDraft } from '../domain/event.ts'
import type { FileStat } from '../domain/fileStat.ts'
import { ignoreDraft, statusUnder, withIgnore } from '../domain/ignoredIncident.ts'
import { formatIncidentId, type Incident } from '../domain/incident.ts'
import type { Oid } from '../domain/oid.ts'
import { ownerOf } from '../domain/owner.ts'
import type { BytePath } from '../domain/path.ts'
import { lastIncidentAt } from '../journal/lastIncident.ts'
import type { BatchOperation } from '../kv/keyValue.ts'
import { unlessDamaged } from './damage.ts'
import type { ScanState } from './scanState.ts'

/** A file with findings, as the scan leaves it. */
export interface BadFile {
  readonly path: BytePath
  readonly oid: Oid
  readonly stat: FileStat
  readonly assessment: Assessment
  /** The entry of the ignore list that covers it; null = none does. */
  readonly ignore: number | null
}

/** An incident as it is to be written, with its events and what else belongs into the batch. */
export interface EpisodeChange {
  readonly incident: Incident
  readonly drafts: readonly EventDraft[]
  readonly operations: readonly BatchOperation[]
}

/** A new episode (decision 30); the one before on this path is found in its history. */
export async function openEpisode(state: ScanState, file: BadFile): Promise<EpisodeChange> {
  const { context } = state
  const { path, stat } = file
  const previous = await unlessDamaged(state, async () => await lastIncidentAt(context.store.meta, path))
  const { id, operation } = context.counters.next('incident')
  const now = context.clock.now()
  const incident: Incident = {
    ...contentFacts(state, file),
    id,
    path,
    owner: ownerOf(path, stat.uid, context.accounts),
    openedAt: now,
    openedByScan: state.id,
    firstSeenAt: now,
    lastSeenAt: now,
    closedAt: null,
    resolved: null,
    previous,
  }
  const drafts = [detected(state, incident), ...ignoreDrafts(state, null, incident)]
  return { incident, drafts, operations: [operation] }
}

/** The current episode of the path goes on with this content; null when it says all of this already. */
export function absorb(state: ScanState, current: Incident, file: BadFile): EpisodeChange | null {
  const { oid, assessment, ignore } = file
  const { rule } = assessment.finding
  const same = current.oid === oid && current.rule === rule && current.tier === assessment.tier
  if (same && current.ignore === ignore) return null
  const incident = { ...current, ...contentFacts(state, file), lastSeenAt: state.context.clock.now() }
  const found = same ? [] : [detected(state, incident)]
  return { incident, drafts: [...found, ...ignoreDrafts(state, current.ignore, incident)], operations: [] }
}

/** An episode that the ignore list begins or ends to cover, its content being the same. */
export function reviewed(state: ScanState, current: Incident, ignore: number | null): EpisodeChange {
  const incident = withIgnore(current, ignore)
  return { incident, drafts: ignoreDrafts(state, current.ignore, incident), operations: [] }
}

function contentFacts(
  state: ScanState,
  { oid, stat, assessment, ignore }: BadFile,
): Pick<
  Incident,
  | 'status'
  | 'tier'
  | 'type'
  | 'reason'
  | 'rule'
  | 'summary'
  | 'finding'
  | 'oid'
  | 'size'
  | 'epoch'
  | 'notes'
  | 'ignore'
> {
  const { finding, tier, type, reason, notes } = assessment
  return {
    status: statusUnder(tier, ignore),
    tier,
    type,
    reason,
    rule: finding.rule,
    summary: finding.summary,
    finding,
    oid,
    size: stat.size,
    epoch: state.context.epoch.id,
    notes,
    ignore,
  }
}

function ignoreDrafts(state: ScanState, before: number | null, incident: Incident): EventDraft[] {
  if (before === incident.ignore) return []
  const { cause, initiator } = state.request
  return [ignoreDraft(incident, before, { cause, initiator, scan: state.id })]
}

function detected(state: ScanState, incident: Incident): EventDraft {
  const { cause, initiator } = state.request
  const { id, path, oid, owner, reason, tier } = incident
  return {
    event: 'detected',
    cause,
    initiator,
    scan: state.id,
    incident: id,
    path,
    oid,
    owner,
    detail: { reason, tier, id: formatIncidentId(id) },
  }
}
