import { assess, type Assessment } from '../domain/assessment.ts'
import type { IndexEntry } from '../domain/entry.ts'
import type { ContextFacts } from '../domain/context.ts'
import { neighboursLookedAtMax } from '../domain/engineLimits.ts'
import type { Incident } from '../domain/incident.ts'
import { nameOf, type BytePath } from '../domain/path.ts'
import type { Verdict } from '../domain/verdict.ts'
import type { DirectoryRow } from '../index/directoryRow.ts'
import { rowLookup, type RowLookup } from '../index/entryLookup.ts'
import { lastIncidentAt } from '../journal/lastIncident.ts'
import { currentIncidentAt, readIncident } from '../store/incidents.ts'
import { forgetPending, type PendingAssessment, pendingUnder } from '../store/openItems.ts'
import { getVerdicts } from '../store/verdicts.ts'
import { cleanAncestor, keptContent } from './ancestor.ts'
import { type Closing, emptyClosing, recordIncident, writeFull } from './closing.ts'
import { unlessDamaged } from './damage.ts'
import { absorb, openEpisode } from './episode.ts'
import type { ScanState } from './scanState.ts'

/** What the root of a file says of it. */
interface RootFacts {
  readonly path: BytePath
  readonly previousScanAt: number | null
}

/**
 * Turns the findings that wait under `path` into incidents (decisions 8 and 30): one is opened, or the open one of the
 * path absorbs the new content. Large numbers are written in batches of their own; the rest is added to `closing`.
 */
export async function assessPending(
  state: ScanState,
  path: BytePath,
  facts: { readonly root: RootFacts; readonly closing: Closing },
): Promise<void> {
  const { closing } = facts
  const { meta } = state.context.store
  const lookup = rowLookup(meta)
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
export async function assessLeftover(state: ScanState, path: BytePath, root: RootFacts): Promise<void> {
  const closing = emptyClosing()
  await assessPending(state, path, { root, closing })
  if (closing.operations.length > 0) await state.committer.write(closing.operations, closing.drafts)
}

async function assessOne(
  state: ScanState,
  pending: PendingAssessment,
  facts: { readonly root: RootFacts; readonly closing: Closing; readonly lookup: RowLookup },
): Promise<void> {
  const { meta } = state.context.store
  const row = await facts.lookup(pending.path)
  const entry = entryIn(row, pending.path)
  if (row === undefined || entry?.oid !== pending.oid || (await state.context.allowed())(pending.oid)) return
  const [judged] = await getVerdicts(meta, [pending])
  if (judged === undefined) return
  const { root, closing } = facts
  const found = { row, entry, verdict: judged.verdict, root }
  const assessment = await assessFile(state, pending, found)
  if (assessment === null) return
  const { path, oid } = pending
  const rules = judged.verdict.findings.map(({ rule }) => rule)
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
  file: FoundFile,
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
      previousSeenAt: file.root.previousScanAt,
    },
    context: await contextOf(state, pending.path, file),
    contextMay: state.context.contextMay,
  })
}

interface FoundFile {
  /** Of the directory that it lies in. */
  readonly row: DirectoryRow
  readonly entry: IndexEntry
  readonly verdict: Verdict
  readonly root: RootFacts
}

function entryIn(row: DirectoryRow | undefined, path: BytePath): IndexEntry | undefined {
  const name = nameOf(path)
  return name === undefined ? undefined : row?.find(name)
}

async function contextOf(state: ScanState, path: BytePath, { row, root }: FoundFile): Promise<ContextFacts> {
  const { meta } = state.context.store
  const before = await unlessDamaged(state, async () => await lastIncidentAt(meta, path))
  const earlier = before === null ? undefined : await readIncident(meta, before)
  const looked = Math.min(row.count, neighboursLookedAtMax)
  return {
    path,
    root: root.path,
    neighbours: Array.from({ length: looked }, (_, index) => row.name(index)),
    history: earlier !== undefined && wasDealtWith(earlier) ? 'dealt-with' : 'none',
  }
}

/** By an operation: a file that its owner mended may well be mended wrongly. */
function wasDealtWith({ status }: Incident): boolean {
  return (
    status === 'cleaned' || status === 'quarantined' || status === 'content-removed' || status === 'deleted'
  )
}
