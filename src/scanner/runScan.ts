import { dayOf } from '../domain/clock.ts'
import type { EventDraft } from '../domain/event.ts'
import { HoldfastError } from '../domain/errors.ts'
import { parentOf, type BytePath } from '../domain/path.ts'
import type { ScanOutcome, ScanRecord } from '../domain/scan.ts'
import { makesIncomplete } from '../domain/skip.ts'
import { epochOperation } from '../store/epochs.ts'
import { scanOperation } from '../store/scans.ts'
import { assessLeftover, assessPending } from './assessPending.ts'
import { type Closing, emptyClosing, openAfter } from './closing.ts'
import { Committer, type Opening } from './committer.ts'
import { expectedFiles } from './expectedFiles.ts'
import { createLedger } from './ledger.ts'
import { openMountBook, takeMountOperations } from './mountBook.ts'
import { planTargets, type TargetPlan } from './planRoots.ts'
import { readBatch } from './readBatch.ts'
import { ReadQueue } from './readQueue.ts'
import { openReaderSession, type ReaderSession } from './readerSession.ts'
import { rejudgeRoot } from './rejudge.ts'
import { closeRoots, keepVanished, openRoots, type OpenRoot } from './roots.ts'
import type { ResolvedScan, ScanContext, ScanProgressFacts, ScanResult } from './scanContext.ts'
import { scanEvent, scanRecord } from './scanRecord.ts'
import { emptyTally, reportProgress, type ScanState } from './scanState.ts'
import { resolveIncidents, sweepUndecided } from './sweepOpen.ts'
import { walkGroups, walkTarget } from './walkTarget.ts'
import type { UndecidedItem } from '../store/openItems.ts'

/**
 * One scan from the first lstat to the last batch: walk, compare, read and judge what changed, record trees, incidents
 * and snapshots. It changes nothing but the store. When `signal` aborts, the batches at work are finished, no snapshot
 * is made, and the next scan goes on where this one stopped.
 *
 * Throws HF_ROOT_CHANGED, HF_LINK_IN_PATH, HF_NO_SUCH_PATH, HF_READER_FAILED, HF_ENGINE_UNAVAILABLE, HF_DISK_FULL and the
 * store's own errors; what was written until then is consistent.
 */
export async function runScan(
  context: ScanContext,
  request: ResolvedScan,
  signal: AbortSignal,
  report: (facts: ScanProgressFacts) => void,
): Promise<ScanResult> {
  const plans = await planTargets(context.store, request.targets)
  const session = openReaderSession(context.startReader, context.packs)
  try {
    const state = await startScan(context, request, { plans, session, signal, report })
    const roots = await openRoots(state, plans)
    try {
      await walkAll(state, session, roots)
      return await finishScan(state, roots)
    } catch (error) {
      await recordFailure(state, roots, error)
      throw error
    }
  } finally {
    await session.close()
  }
}

interface ScanParts {
  readonly plans: readonly TargetPlan[]
  readonly session: ReaderSession
  readonly signal: AbortSignal
  readonly report: (facts: ScanProgressFacts) => void
}

async function startScan(context: ScanContext, request: ResolvedScan, parts: ScanParts): Promise<ScanState> {
  const { id, operation } = context.counters.next('scan')
  const startedAt = context.clock.now()
  const opening = (): Opening => ({
    operations: [operation, epochOperation(context.epoch), scanOperation(scanRecord(state, 'running'))],
    drafts: [scanEvent(state, 'scan-started', {})],
  })
  const committer = new Committer(context, opening)
  const tops = parts.plans.map(({ target }) => (target.kind === 'file' ? parentOf(target.path) : target.path))
  const state: ScanState = {
    context,
    request,
    id,
    startedAt,
    today: dayOf(startedAt),
    signal: parts.signal,
    committer,
    ledger: createLedger(context, committer),
    queue: new ReadQueue(context.limits, (jobs) => readBatch(state, parts.session, jobs)),
    mounts: await openMountBook(context.store.meta, tops, request.mounts === 'follow' ? 'all' : 'local'),
    tally: emptyTally(),
    rejudged: { notable: new Map(), due: new Set() },
    unfinished: new Set(),
    report: parts.report,
  }
  return state
}

async function walkAll(state: ScanState, session: ReaderSession, roots: readonly OpenRoot[]): Promise<void> {
  state.tally.filesExpected = await expectedFiles(state.context.store.meta, state.request.targets)
  reportProgress(state, 0)
  for (const root of roots) {
    for (const group of walkGroups(root.plans)) {
      for (const plan of group) {
        await assessLeftover(state, plan.target.path, factsOf(root))
        await rejudgeRoot(state, session, root, plan)
      }
      const frame = await walkTarget(state, group, root.vanish)
      root.result = frame.result
      // The next walk below the same root starts from the rows this one made.
      if (root.plans.length > 1) await state.committer.flush()
    }
  }
}

async function finishScan(state: ScanState, roots: readonly OpenRoot[]): Promise<ScanResult> {
  state.tally.phase = 'finishing'
  reportProgress(state, 0)
  const { committer, context } = state
  // Also when nothing is left to write: a batch that failed must end the run here, before anything builds on it.
  await committer.flush()
  const closing = emptyClosing()
  closing.operations.push(...takeMountOperations(state.mounts))
  const undecided = await closeItems(state, roots, closing)
  const outcome = outcomeOfRun(state, undecided)
  const closed = await closeRoots(state, roots, { outcome, closing })
  const incidents = await openAfter(context.store.meta, pathsOf(roots), closing)
  const malicious = incidents.filter((incident) => incident.tier === 'malicious').length
  const record = scanRecord(state, outcome, {
    finishedAt: context.clock.now(),
    malicious,
    suspicious: incidents.length - malicious,
    undecided: undecided.length,
    snapshots: closed.map(({ root, snapshot, changed }) => ({ root, id: snapshot.id, changed })),
  })
  closing.operations.push(scanOperation(record))
  closing.drafts.push(...damageEvents(state), finishedEvent(state, record))
  await committer.write(closing.operations, closing.drafts)
  const { skipped } = state.tally
  const snapshots = closed.map(({ snapshot }) => snapshot)
  return {
    record,
    incidents,
    undecided,
    skipped,
    snapshots,
    previousScanAt: roots[0]?.previousScanAt ?? null,
    unkept: state.ledger.unkept,
    damaged: state.tally.damaged,
  }
}

async function closeItems(
  state: ScanState,
  roots: readonly OpenRoot[],
  closing: Closing,
): Promise<UndecidedItem[]> {
  const undecided: UndecidedItem[] = []
  for (const root of roots) {
    for (const { target } of root.plans) {
      await assessPending(state, target.path, { root: factsOf(root), closing })
      await resolveIncidents(state, target.path, closing)
      for (const item of await sweepUndecided(state, target.path, closing)) undecided.push(item)
    }
  }
  return undecided
}

function factsOf({ row, previousScanAt }: OpenRoot): { path: BytePath; previousScanAt: number | null } {
  return { path: row.path, previousScanAt }
}

function outcomeOfRun(state: ScanState, undecided: readonly UndecidedItem[]): ScanOutcome {
  if (state.signal.aborted) return 'interrupted'
  const gaps = [...state.tally.skippedCounts.keys()].some(makesIncomplete)
  return gaps || undecided.length > 0 ? 'incomplete' : 'complete'
}

/** What was written stays; the record says that the run ended early. A run that wrote nothing leaves no trace. */
async function recordFailure(state: ScanState, roots: readonly OpenRoot[], error: unknown): Promise<void> {
  await state.queue.drain(AbortSignal.abort()).catch(() => undefined)
  await state.committer.idle()
  if (!state.committer.hasWritten) return
  const operations = [scanOperation(scanRecord(state, 'failed'))]
  for (const root of roots) keepVanished(root, { operations })
  const code = error instanceof HoldfastError ? error.code : 'HF_BUG'
  // The failure itself is what the caller must see, even when the disk takes no more rows.
  await state.context.journal
    .write(operations, [scanEvent(state, 'scan-finished', { outcome: 'failed', code })])
    .catch(() => undefined)
}

function damageEvents(state: ScanState): EventDraft[] {
  const { damaged } = state.tally
  return damaged === 0 ? [] : [scanEvent(state, 'store-damaged', { problems: damaged })]
}

function finishedEvent(state: ScanState, record: ScanRecord): EventDraft {
  const { files, read, malicious, suspicious, undecided } = record.counts
  const { unkept } = state.ledger
  return scanEvent(state, 'scan-finished', {
    outcome: record.outcome,
    files,
    read,
    malicious,
    suspicious,
    undecided,
    // Only when there is something to say: an unchanged rescan stays small.
    ...(unkept === 0 ? {} : { unkept }),
  })
}

function pathsOf(roots: readonly OpenRoot[]): BytePath[] {
  return roots.flatMap((root) => root.plans.map((plan) => plan.target.path))
}
