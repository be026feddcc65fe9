import type { EventDraft } from '../domain/event.ts'
import type { Incident, ResolvedBecause } from '../domain/incident.ts'
import type { BytePath } from '../domain/path.ts'
import { outcomeOf } from '../domain/verdict.ts'
import { lstatPath } from '../fsafe/read/lstat.ts'
import { type EntryLookup, entryLookup } from '../index/entryLookup.ts'
import { currentIncidentsUnder } from '../store/incidents.ts'
import {
  allUndecidedUnder,
  forgetUndecided,
  undecidedOperation,
  type UndecidedItem,
} from '../store/openItems.ts'
import { getVerdicts, type VerdictSubject } from '../store/verdicts.ts'
import { type Closing, recordIncident, writeFull } from './closing.ts'
import { reviewed } from './episode.ts'
import type { ScanState } from './scanState.ts'

/**
 * Closes the incidents under `path` whose file is gone or no longer bad (decision 30), and hides or shows those that the
 * ignore list begins or ends to cover.
 */
export async function resolveIncidents(state: ScanState, path: BytePath, closing: Closing): Promise<void> {
  const { meta } = state.context.store
  const lookup = entryLookup(meta)
  for (const stored of await currentIncidentsUnder(meta, path)) {
    // What this run has assessed waits to be written, and is newer than the row.
    const incident = closing.incidents.get(stored.id) ?? stored
    const found = await stateOf(state, incident, lookup)
    if (found.kind === 'resolved') closeIncident(state, incident, found.because, closing)
    else if (found.kind === 'bad') await reviewIncident(state, incident, found.rules, closing)
    await writeFull(state.committer, closing)
  }
}

/** The files under `path` that are still undecided and that nobody accepted; rows of the others are dropped or marked. */
export async function sweepUndecided(
  state: ScanState,
  path: BytePath,
  closing: Closing,
): Promise<UndecidedItem[]> {
  const open: UndecidedItem[] = []
  const lookup = entryLookup(state.context.store.meta)
  for await (const item of allUndecidedUnder(state.context.store.meta, path)) {
    const now = await undecidedNow(state, item, lookup)
    if (now === null) closing.operations.push(forgetUndecided(item.path))
    else if (now.ignore !== item.ignore) closing.operations.push(undecidedOperation(now))
    if (now?.ignore === null) open.push(now)
    await writeFull(state.committer, closing)
  }
  return open
}

async function undecidedNow(
  state: ScanState,
  item: UndecidedItem,
  lookup: EntryLookup,
): Promise<UndecidedItem | null> {
  const entry = await lookup(item.path)
  const [row] = await getVerdicts(state.context.store.meta, [item])
  const still = entry?.oid === item.oid && row !== undefined && outcomeOf(row.verdict) === 'undecided'
  if (!still || (await state.context.allowed())(item.oid)) return null
  const ignore = (await state.context.ignores()).accepting(item)
  return { ...item, limits: row.verdict.limits, ignore }
}

function closeIncident(
  state: ScanState,
  incident: Incident,
  because: ResolvedBecause,
  closing: Closing,
): void {
  const now = state.context.clock.now()
  const resolved: Incident = {
    ...incident,
    status: 'resolved',
    ignore: null,
    closedAt: now,
    resolved: because,
    lastSeenAt: now,
  }
  recordIncident(closing, resolved, resolvedEvent(state, resolved, because))
}

async function reviewIncident(
  state: ScanState,
  incident: Incident,
  rules: readonly number[],
  closing: Closing,
): Promise<void> {
  const { path, oid } = incident
  const ignore = (await state.context.ignores()).covering({ path, oid, rules })
  if (ignore === incident.ignore) return
  const change = reviewed(state, incident, ignore)
  recordIncident(closing, change.incident, ...change.drafts)
}

type IncidentState =
  | { readonly kind: 'resolved'; readonly because: ResolvedBecause }
  | { readonly kind: 'bad'; readonly rules: readonly number[] }
  /** Not readable this time, left out of the walk, or with a content that is not assessed. */
  | { readonly kind: 'unknown' }

async function stateOf(state: ScanState, incident: Incident, lookup: EntryLookup): Promise<IncidentState> {
  const entry = await lookup(incident.path)
  if (entry === undefined) return isThere(incident.path) ? unknown : vanished
  if (entry.stat.kind !== 'file') return vanished
  if (entry.oid === null) return unknown
  return await judgedState(state, incident, { oid: entry.oid, fileClass: entry.fileClass })
}

async function judgedState(
  state: ScanState,
  incident: Incident,
  subject: VerdictSubject,
): Promise<IncidentState> {
  const [row] = await getVerdicts(state.context.store.meta, [subject])
  const isClean = row !== undefined && outcomeOf(row.verdict) === 'clean'
  const isSame = subject.oid === incident.oid
  if (isClean || (await state.context.allowed())(subject.oid))
    return { kind: 'resolved', because: isSame ? 'rule-retracted' : 'changed-clean' }
  if (row === undefined || !isSame) return unknown
  return { kind: 'bad', rules: row.verdict.findings.map(({ rule }) => rule) }
}

const unknown: IncidentState = { kind: 'unknown' }
const vanished: IncidentState = { kind: 'resolved', because: 'vanished' }

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
