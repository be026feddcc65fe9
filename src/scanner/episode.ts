import type { Assessment } from '../domain/assessment.ts'
import type { EventDraft } from '../domain/event.ts'
import type { FileStat } from '../domain/fileStat.ts'
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
}

/** An incident as it is to be written, with its event and what else belongs into the batch. */
export interface EpisodeChange {
  readonly incident: Incident
  readonly draft: EventDraft
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
  return { incident, draft: detected(state, incident), operations: [operation] }
}

/** The open episode of the path goes on with this content; null when it says all of this already. */
export function absorb(state: ScanState, open: Incident, file: BadFile): EpisodeChange | null {
  const { oid, assessment } = file
  const same = open.oid === oid && open.rule === assessment.finding.rule && open.tier === assessment.tier
  if (same) return null
  const incident = { ...open, ...contentFacts(state, file), lastSeenAt: state.context.clock.now() }
  return { incident, draft: detected(state, incident), operations: [] }
}

function contentFacts(
  state: ScanState,
  { oid, stat, assessment }: BadFile,
): Pick<
  Incident,
  'status' | 'tier' | 'type' | 'reason' | 'rule' | 'summary' | 'finding' | 'oid' | 'size' | 'epoch' | 'notes'
> {
  const { finding, tier, type, reason, notes } = assessment
  return {
    status: tier === 'malicious' ? 'infected' : 'suspicious',
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
  }
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
