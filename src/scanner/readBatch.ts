import type { IndexEntry } from '../domain/entry.ts'
import { HoldfastError, invariant } from '../domain/errors.ts'
import type { FileStat } from '../domain/fileStat.ts'
import type { ReadBatch, ReadIdentity, ReadItem } from '../domain/job.ts'
import { hashedBytesMax, readerKillsPerContentMax } from '../domain/limits.ts'
import type { Oid } from '../domain/oid.ts'
import type { BytePath } from '../domain/path.ts'
import type { SkipReason } from '../domain/skip.ts'
import { outcomeOf, type Verdict } from '../domain/verdict.ts'
import { lstatPath } from '../fsafe/read/lstat.ts'
import type { PendingAssessment } from '../store/openItems.ts'
import { openItemOperations } from './openItem.ts'
import { settleFrame } from './finishDirectory.ts'
import { distrustListing, pathIn, setEntry } from './frame.ts'
import { type ContentPlan, planContents } from './ledger.ts'
import { dropPlan, settledContent, settleOwned } from './settleContent.ts'
import { isSettled, syncedAt } from './mountBook.ts'
import type { ReadJob } from './readQueue.ts'
import type { ReaderSession } from './readerSession.ts'
import { type ScanState, skip } from './scanState.ts'
import { emptyEntry, sameEntry } from './visitEntry.ts'

/** Has one batch read and judged, and puts what came of it into the frames of its files (decision 2). */
export async function readBatch(
  state: ScanState,
  session: ReaderSession,
  jobs: readonly ReadJob[],
): Promise<void> {
  const plans = new Map<number, ContentPlan>()
  for (const job of jobs) await syncOf(state, job)
  const reader = await session.get()
  try {
    const reply = await reader.read(batchOf(jobs), async (asked) => {
      const made = await planContents(state.ledger, asked, (item) => pathOf(jobs, item))
      for (const plan of made) takePlan(state, plans, plan)
      return made.map((plan) => plan.answer)
    })
    invariant(reply.items.length === jobs.length, 'one reply per file')
    // All claims of this batch are settled before it waits for another's: two batches can wait for each other.
    for (const [i, item] of reply.items.entries()) settleOwned(state.ledger, plans.get(i), item)
    for (const [i, item] of reply.items.entries()) await settleJob(state, jobAt(jobs, i), item, plans.get(i))
  } catch (error) {
    for (const plan of plans.values()) dropPlan(state.ledger, plan)
    throw error
  }
}

/** A file that changed while its reader was lost is asked about again: nobody may wait for its former content. */
function takePlan(state: ScanState, plans: Map<number, ContentPlan>, plan: ContentPlan): void {
  const former = plans.get(plan.asked.item)
  if (former !== undefined) dropPlan(state.ledger, former)
  plans.set(plan.asked.item, plan)
}

/** Files of one directory stand together, because the walk met them together. */
function batchOf(jobs: readonly ReadJob[]): ReadBatch {
  const directories: { path: BytePath; files: ReadBatch['directories'][number]['files'][number][] }[] = []
  for (const { frame, name, fileClass, stat } of jobs) {
    const last = directories.at(-1)
    const file = { name, fileClass, size: stat.size, uid: stat.uid }
    if (last?.path === frame.path) last.files.push(file)
    else directories.push({ path: frame.path, files: [file] })
  }
  return { directories }
}

async function settleJob(
  state: ScanState,
  job: ReadJob,
  item: ReadItem,
  plan: ContentPlan | undefined,
): Promise<void> {
  if (item.state === 'skipped') {
    await settleSkipped(state, job, item.reason)
    return
  }
  if (plan === undefined)
    throw new HoldfastError('HF_READER_FAILED', 'the reader answered for a file it did not ask about')
  const settled = await settledContent(state.ledger, plan)
  if (settled.state === 'known') {
    await settleRead(state, job, item, settled)
    return
  }
  if (job.attempt < readerKillsPerContentMax) state.queue.add({ ...job, attempt: job.attempt + 1 })
  else await settleSkipped(state, job, 'reader-failed')
}

async function settleSkipped(
  state: ScanState,
  job: ReadJob,
  found: Extract<ReadItem, { state: 'skipped' }>['reason'],
): Promise<void> {
  const reason = isPassing(job, found) ? 'unstable' : found
  skip(state, pathIn(job.frame, job.name), reason)
  const isByStat = reason === 'too-large'
  const settled = isSettled(state.mounts, job.frame.mount, job.stat.ctimeMs, await syncOf(state, job))
  const entry =
    reason === 'vanished'
      ? undefined
      : { ...emptyEntry(job), trusted: isByStat && settled, readDay: isByStat ? state.today : 0 }
  // Also when a directory above was moved away for the moment: its own times will not tell that it came back.
  if (reason === 'vanished') distrustListing(job.frame)
  replace(job, entry)
  settleFrame(state, job.frame)
}

/**
 * What the reader met was there for the moment of its look only: a huge file in the place of the one that the walk saw,
 * or nothing, in the place of one that is back. Whoever can watch the scan must not make it look complete.
 */
function isPassing({ frame, name, stat }: ReadJob, found: SkipReason): boolean {
  if (found === 'too-large') return stat.size <= hashedBytesMax
  return found === 'vanished' && lstatPath(pathIn(frame, name)) !== 'vanished'
}

async function settleRead(
  state: ScanState,
  job: ReadJob,
  item: Extract<ReadItem, { state: 'read' }>,
  known: { readonly verdict: Verdict; readonly hashOnly: boolean },
): Promise<void> {
  const { tally } = state
  const { frame } = job
  tally.read += 1
  tally.bytesRead += item.identity.size
  if (known.hashOnly) tally.hashOnly += 1
  const isSame = isIdentity(job.stat, item.identity)
  const stat: FileStat = isSame ? job.stat : { ...job.stat, ...item.identity }
  const entry: IndexEntry = {
    ...emptyEntry({ name: job.name, stat }),
    oid: item.oid,
    readDay: state.today,
    hashOnly: known.hashOnly,
    silentChange: isSilent(formerFile(job), item.oid, stat),
    trusted: isSame && isSettled(state.mounts, frame.mount, stat.ctimeMs, await syncOf(state, job)),
  }
  noteVerdict(state, job, entry, known.verdict)
  replace(job, entry)
  settleFrame(state, frame)
}

/** Findings wait for the end of the walk in a row of their own, written together with the directory's. */
function noteVerdict(state: ScanState, job: ReadJob, entry: IndexEntry, verdict: Verdict): void {
  const { oid, fileClass } = entry
  if (oid === null || outcomeOf(verdict) === 'clean') return
  const path = pathIn(job.frame, job.name)
  const arrival = arrivalOf(job, oid)
  const before = arrival === 'new-content' ? (formerFile(job)?.oid ?? null) : null
  if (verdict.findings.length > 0 && arrival !== 'known') state.tally.findings += 1
  const pending = { path, oid, fileClass, before, arrival, scan: state.id }
  job.frame.operations.push(...openItemOperations(pending, verdict))
}

function arrivalOf(job: ReadJob, oid: Oid): PendingAssessment['arrival'] {
  if (job.previous === undefined) return 'new-path'
  return formerFile(job)?.oid === oid ? 'known' : 'new-content'
}

/** What was at this path, if that was a file too: a link's target or a directory's tree is no earlier version. */
function formerFile({ previous }: ReadJob): IndexEntry | undefined {
  return previous?.stat.kind === 'file' ? previous : undefined
}

/** An entry that came out as it was leaves the directory clean: no row is written for it. */
function replace(job: ReadJob, entry: IndexEntry | undefined): void {
  if (entry !== undefined && job.previous !== undefined && sameEntry(entry, job.previous)) return
  setEntry(job.frame, job.position, entry)
}

function isSilent(previous: IndexEntry | undefined, oid: string, stat: FileStat): boolean {
  if (previous === undefined || previous.oid === null) return false
  if (previous.oid === oid) return previous.silentChange
  return previous.stat.size === stat.size && previous.stat.mtimeMs === stat.mtimeMs
}

function isIdentity(stat: FileStat, identity: ReadIdentity): boolean {
  return (
    stat.ino === identity.ino &&
    stat.size === identity.size &&
    stat.mtimeMs === identity.mtimeMs &&
    stat.ctimeMs === identity.ctimeMs
  )
}

async function syncOf(state: ScanState, job: ReadJob): Promise<number | null> {
  return await syncedAt(state.mounts, job.frame.mount, {
    path: job.frame.path,
    now: () => state.context.clock.now(),
  })
}

function pathOf(jobs: readonly ReadJob[], item: number): BytePath {
  const job = jobAt(jobs, item)
  return pathIn(job.frame, job.name)
}

function jobAt(jobs: readonly ReadJob[], i: number): ReadJob {
  const job = jobs[i]
  invariant(job !== undefined, 'the reader named a file of the batch', { item: i })
  return job
}
