import type { EventDraft } from '../domain/event.ts'
import type { Incident, ResolvedBecause } from '../domain/incident.ts'
import type { BytePath } from '../domain/path.ts'
import { outcomeOf } from '../domain/verdict.ts'
import { lstatPath } from '../fsafe/read/lstat.ts'
import { type EntryLookup, entryLookup } from '../index/entryLookup.ts'
import { openIncidentsUnder } from '../store/incidents.ts'
import { forgetUndecided, undecidedUnder, type UndecidedItem } from '../store/openItems.ts'
import { getVerdicts } from '../store/verdicts.ts'
import { type Closing, recordIncident, writeFull } from './closing.ts'
import type { ScanState } from './scanState.ts'

/** Closes the incidents under `path` whose file is gone or no longer bad (decision 30). */
export async function resolveIncidents(state: ScanState, path: BytePath, closing: Closing): Promise<void> {
  const { meta } = state.context.store
  const lookup = entryLookup(meta)
  for (const incident of await openIncidentsUnder(meta, path)) {
    const because = await resolutionOf(state, incident, lookup)
    if (because === null) continue
    const now = state.context.clock.now()
    const resolved: Incident = {
      ...incident,
      status: 'resolved',
      closedAt: now,
      resolved: because,
      lastSeenAt: now,
    }
    recordIncident(closing, resolved, resolvedEvent(state, resolved, because))
    await writeFull(state.committer, closing)
  }
}

/** The files under `path` that are still undecided; rows of the others are dropped. */
export async function sweepUndecided(
  state: ScanState,
  path: BytePath,
  closing: Closing,
): Promise<UndecidedItem[]> {
  const { meta } = state.context.store
  const open: UndecidedItem[] = []
  const lookup = entryLookup(meta)
  for await (const item of undecidedUnder(meta, path)) {
    const entry = await lookup(item.path)
    const [row] = await getVerdicts(meta, [item])
    const still = entry?.oid === item.oid && row !== undefined && outcomeOf(row.verdict) === 'undecided'
    if (still && !(await state.context.allowed())(item.oid))
      open.push({ ...item, limits: row.verdict.limits })
    else closing.operations.push(forgetUndecided(item.path))
    await writeFull(state.committer, closing)
  }
  return open
}

async function resolutionOf(
  state: ScanState,
  incident: Incident,
  lookup: EntryLookup,
): Promise<ResolvedBecause | null> {
  const { meta } = state.context.store
  const entry = await lookup(incident.path)
  if (entry === undefined) return isThere(incident.path) ? null : 'vanished'
  if (entry.stat.kind !== 'file') return 'vanished'
  // Not readable this time: nothing is known that could close the incident.
  if (entry.oid === null) return null
  const [row] = await getVerdicts(meta, [{ oid: entry.oid, fileClass: entry.fileClass }])
  const isClean = row !== undefined && outcomeOf(row.verdict) === 'clean'
  if (!isClean && !(await state.context.allowed())(entry.oid)) return null
  return entry.oid === incident.oid ? 'rule-retracted' : 'changed-clean'
}

/** A file that was left out of this walk (excluded, under a mount) has no entry and is as bad as it was. */
function isThere(path: BytePath): boolean {
  return lstatPath(path) !== 'vanished'
}

function resolvedEvent(state: ScanState, incident: Incident, because: ResolvedBecause): EventDraft {
  const { cause, initiator } = state.request
  const { id, path, oid, owner, reason } = incident
  return {
    event: 'resolved',
    cause,
    initiator,
    scan: state.id,
    incident: id,
    path,
    oid,
    owner,
    detail: { because, reason },
  }
}
