import { assess, type Assessment } from '../domain/assessment.ts'
import type { IndexEntry } from '../domain/entry.ts'
import type { BytePath } from '../domain/path.ts'
import type { Verdict } from '../domain/verdict.ts'
import { type EntryLookup, entryLookup } from '../index/entryLookup.ts'
import { currentIncidentAt } from '../store/incidents.ts'
import { forgetPending, type PendingAssessment, pendingUnder } from '../store/openItems.ts'
import { getVerdicts } from '../store/verdicts.ts'
import { cleanAncestor, keptContent } from './ancestor.ts'
import { type Closing, emptyClosing, recordIncident, writeFull } from './closing.ts'
import { absorb, openEpisode } from './episode.ts'
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
  const { meta } = state.context.store
  const lookup = entryLookup(meta)
  for await (const pending of pendingUnder(meta, path)) {
    closing.operations.push(forgetPending(pending.path))
    await assessOne(state, pending, { ...facts, lookup })
    await writeFull(state.committer, closing)
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
  const closing = emptyClosing()
  await assessPending(state, path, { previousScanAt, closing })
  if (closing.operations.length > 0) await state.committer.write(closing.operations, closing.drafts)
}

async function assessOne(
  state: ScanState,
  pending: PendingAssessment,
  facts: { readonly previousScanAt: number | null; readonly closing: Closing; readonly lookup: EntryLookup },
): Promise<void> {
  const { meta } = state.context.store
  const entry = await facts.lookup(pending.path)
  if (entry?.oid !== pending.oid || (await state.context.allowed())(pending.oid)) return
  const [row] = await getVerdicts(meta, [pending])
  if (row === undefined) return
  const { previousScanAt, closing } = facts
  const assessment = await assessFile(state, pending, { entry, verdict: row.verdict, previousScanAt })
  if (assessment === null) return
  const { path, oid } = pending
  const rules = row.verdict.findings.map(({ rule }) => rule)
  const ignore = (await state.context.ignores()).covering({ path, oid, rules })
  const file = { path, oid, stat: entry.stat, assessment, ignore }
  const current = await currentIncidentAt(meta, path)
  const change = current === undefined ? await openEpisode(state, file) : absorb(state, current, file)
  if (change === null) return
  closing.operations.push(...change.operations)
  recordIncident(closing, change.incident, ...change.drafts)
}

async function assessFile(
  state: ScanState,
  pending: PendingAssessment,
  file: { readonly entry: IndexEntry; readonly verdict: Verdict; readonly previousScanAt: number | null },
): Promise<Assessment | null> {
  const { mtimeMs, ctimeMs } = file.entry.stat
  return assess({
    verdict: file.verdict,
    content: await keptContent(state, pending.oid),
    ancestor: await cleanAncestor(state, pending),
    stat: {
      mtimeMs,
      ctimeMs,
      isNew: pending.arrival === 'new-path',
      previousSeenAt: file.previousScanAt,
    },
  })
}
