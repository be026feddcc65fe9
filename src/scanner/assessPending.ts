import { assess, type Assessment } from '../domain/assessment.ts'
import type { IndexEntry } from '../domain/entry.ts'
import type { EventDraft } from '../domain/event.ts'
import { formatIncidentId, type Incident } from '../domain/incident.ts'
import { incidentsPerWrite } from '../domain/limits.ts'
import type { Oid } from '../domain/oid.ts'
import { ownerOf } from '../domain/owner.ts'
import type { BytePath } from '../domain/path.ts'
import { outcomeOf, type Verdict } from '../domain/verdict.ts'
import { readEntry } from '../index/readDirectory.ts'
import type { BatchOperation } from '../kv/keyValue.ts'
import { getContent } from '../store/contents.ts'
import { openIncidentAt } from '../store/incidents.ts'
import { forgetPending, type PendingAssessment, pendingUnder } from '../store/openItems.ts'
import { getVerdicts } from '../store/verdicts.ts'
import { type Closing, recordIncident } from './closing.ts'
import type { ScanState } from './scanState.ts'

/**
 * Turns the findings that wait under `path` into incidents (decisions 8 and 30): one is opened, or the open one of the
 * path absorbs the new content. Large numbers are written in batches of their own; the rest is added to `closing`.
 */
export async function assessPending(
  state: ScanState,
  path: BytePath,
  facts: { readonly previousScanAt: number | null; readonly closing: Closing },
): Promise<void> {
  const { closing } = facts
  for await (const pending of pendingUnder(state.context.store.meta, path)) {
    closing.operations.push(forgetPending(pending.path))
    await assessOne(state, pending, facts)
    if (closing.drafts.length < incidentsPerWrite) continue
    await state.committer.write(closing.operations.splice(0), closing.drafts.splice(0))
  }
}

/**
 * Findings that a run left behind when it was cut off: they become incidents before the walk writes over what they say
 * of the content that was there before.
 */
export async function assessLeftover(
  state: ScanState,
  path: BytePath,
  previousScanAt: number | null,
): Promise<void> {
  const closing: Closing = { operations: [], drafts: [], incidents: new Map() }
  await assessPending(state, path, { previousScanAt, closing })
  if (closing.operations.length > 0) await state.committer.write(closing.operations, closing.drafts)
}

async function assessOne(
  state: ScanState,
  pending: PendingAssessment,
  facts: { readonly previousScanAt: number | null; readonly closing: Closing },
): Promise<void> {
  const { meta } = state.context.store
  const entry = await readEntry(meta, pending.path)
  if (entry?.oid !== pending.oid || (await state.context.allowed())(pending.oid)) return
  const [row] = await getVerdicts(meta, [pending])
  if (row === undefined) return
  const assessment = await assessFile(state, pending, {
    entry,
    verdict: row.verdict,
    previousScanAt: facts.previousScanAt,
  })
  if (assessment === null) return
  const open = await openIncidentAt(meta, pending.path)
  const incident =
    open === undefined
      ? openIncident(state, pending.path, entry, assessment)
      : absorb(state, open, entry, assessment)
  if (incident === null) return
  facts.closing.operations.push(...incident.operations)
  recordIncident(facts.closing, incident.incident, detected(state, incident.incident))
}

async function assessFile(
  state: ScanState,
  pending: PendingAssessment,
  file: { readonly entry: IndexEntry; readonly verdict: Verdict; readonly previousScanAt: number | null },
): Promise<Assessment | null> {
  const { stat } = file.entry
  return assess({
    verdict: file.verdict,
    content: await keptContent(state, pending.oid),
    ancestor: pending.before === null ? null : await cleanAncestor(state, pending.before, pending.fileClass),
    stat: {
      mtimeMs: stat.mtimeMs,
      ctimeMs: stat.ctimeMs,
      isNew: pending.before === null,
      previousSeenAt: file.previousScanAt,
    },
  })
}

async function cleanAncestor(
  state: ScanState,
  oid: Oid,
  fileClass: PendingAssessment['fileClass'],
): Promise<Buffer | null> {
  const [row] = await getVerdicts(state.context.store.meta, [{ oid, fileClass }])
  if (row === undefined || outcomeOf(row.verdict) !== 'clean') return null
  return await keptContent(state, oid)
}

async function keptContent(state: ScanState, oid: Oid): Promise<Buffer | null> {
  const { store } = state.context
  const row = await getContent(store.meta, oid)
  if (row?.kept !== 'whole') return null
  return await (await store.objects()).readContent(oid)
}

function openIncident(
  state: ScanState,
  path: BytePath,
  entry: IndexEntry,
  assessment: Assessment,
): { incident: Incident; operations: BatchOperation[] } {
  const { context } = state
  const { id, operation } = context.counters.next('incident')
  const now = context.clock.now()
  const incident: Incident = {
    ...contentFacts(state, entry, assessment),
    id,
    path,
    owner: ownerOf(path, entry.stat.uid, context.accounts),
    openedAt: now,
    openedByScan: state.id,
    firstSeenAt: now,
    lastSeenAt: now,
    closedAt: null,
    resolved: null,
    previous: null,
  }
  return { incident, operations: [operation] }
}

/** null when the open incident says all of this already. */
function absorb(
  state: ScanState,
  open: Incident,
  entry: IndexEntry,
  assessment: Assessment,
): { incident: Incident; operations: BatchOperation[] } | null {
  const same =
    open.oid === entry.oid && open.rule === assessment.finding.rule && open.tier === assessment.tier
  if (same) return null
  const facts = contentFacts(state, entry, assessment)
  return { incident: { ...open, ...facts, lastSeenAt: state.context.clock.now() }, operations: [] }
}

function contentFacts(
  state: ScanState,
  entry: IndexEntry,
  assessment: Assessment,
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
    oid: entry.oid as Oid,
    size: entry.stat.size,
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
