import type { FileClass } from '../domain/fileClass.ts'
import {
  judgedWholeBytesMax,
  progressIntervalMs,
  rejudgeBatchBytes,
  rejudgeBatchContents,
} from '../domain/limits.ts'
import type { Oid } from '../domain/oid.ts'
import type { BytePath } from '../domain/path.ts'
import { isUntried, outcomeOf, type Verdict } from '../domain/verdict.ts'
import { DirectoryCursor } from '../index/directoryCursor.ts'
import type { DirectoryRow } from '../index/directoryRow.ts'
import { type ContentRow, getContents } from '../store/contents.ts'
import { getVerdicts } from '../store/verdicts.ts'
import { readEpoch } from '../store/epochs.ts'
import { unlessDamaged } from './damage.ts'
import { type JudgePlan, planJudgement } from './judgePlan.ts'
import { subjectKey } from './ledger.ts'
import { writeVerdict } from './settleContent.ts'
import type { TargetPlan } from './planRoots.ts'
import type { OpenRoot } from './roots.ts'
import { undecidedUnder } from '../store/openItems.ts'
import type { ReaderSession } from './readerSession.ts'
import { reportProgress, type ScanState } from './scanState.ts'

interface Subject {
  readonly oid: Oid
  readonly fileClass: FileClass
}

type Planned = Subject & { readonly plan: JudgePlan }

/**
 * decision 9: brings the verdicts of every distinct content of the target to the current epoch, from the store, before
 * anything is walked. Contents that are not kept are marked due: this run's walk reads their files. In a root that is
 * up to date only undecided contents are tried again.
 */
export async function rejudgeRoot(
  state: ScanState,
  session: ReaderSession,
  root: OpenRoot,
  plan: TargetPlan,
): Promise<void> {
  const { path } = plan.target
  const isStale = root.row.judgedEpoch !== state.context.epoch.id || state.request.distrust === 'verdicts'
  const run = { state, session, isStale }
  const subjects = isStale ? contentsUnder(state, path) : undecidedUnder(state.context.store.meta, path)
  state.tally.phase = 'rejudging'
  const batch: Subject[] = []
  for await (const subject of distinct(subjects)) {
    batch.push(subject)
    if (batch.length < rejudgeBatchContents) continue
    await rejudgeBatch(run, batch.splice(0))
    reportProgress(state, progressIntervalMs)
    if (state.signal.aborted) return
  }
  if (batch.length > 0) await rejudgeBatch(run, batch)
  // The walk and the next root ask the store for these verdicts.
  await state.committer.flush()
  state.tally.phase = 'walking'
}

interface Rejudging {
  readonly state: ScanState
  readonly session: ReaderSession
  /** All contents are looked at, not only those that are open items. */
  readonly isStale: boolean
}

/** Many files hold the same content: each is judged once. */
async function* distinct(subjects: AsyncIterable<Subject>): AsyncGenerator<Subject> {
  const seen = new Set<string>()
  for await (const subject of subjects) {
    const key = subjectKey(subject)
    if (seen.has(key)) continue
    seen.add(key)
    yield subject
  }
}

async function* contentsUnder(state: ScanState, top: BytePath): AsyncGenerator<Subject> {
  const cursor = new DirectoryCursor(state.context.store.meta, top)
  try {
    for (;;) {
      if (cursor.needsFill) await cursor.fill()
      const row = cursor.take()
      if (row === undefined) return
      yield* contentsOf(row)
    }
  } finally {
    await cursor.close()
  }
}

function contentsOf(row: DirectoryRow): Subject[] {
  return row
    .entries()
    .flatMap(({ stat, oid, fileClass }) => (stat.kind === 'file' && oid !== null ? [{ oid, fileClass }] : []))
}

async function rejudgeBatch(run: Rejudging, subjects: readonly Subject[]): Promise<void> {
  const { state } = run
  const planned = await planSubjects(state, subjects)
  const rows = await getContents(
    state.context.store.meta,
    planned.map((subject) => subject.oid),
  )
  const toJudge: Planned[] = []
  for (const [i, subject] of planned.entries()) {
    if (subject.plan.state !== 'judge') settle(run, subject, subject.plan.verdict)
    else if (isJudgedFromStore(rows[i])) toJudge.push(subject)
    else markDue(state, subject)
  }
  await judgeStored(run, toJudge)
  await state.committer.room()
}

/** The source of a large rule list is kept too, and a file may hold the same bytes. */
function isJudgedFromStore(row: ContentRow | undefined): boolean {
  return row?.kept === 'whole' && row.size <= judgedWholeBytesMax
}

function markDue(state: ScanState, subject: Subject): void {
  const key = subjectKey(subject)
  state.rejudged.due.add(key)
  if (state.request.distrust === 'verdicts') state.ledger.distrusted.add(key)
}

async function planSubjects(state: ScanState, subjects: readonly Subject[]): Promise<Planned[]> {
  const { meta } = state.context.store
  const rows = await getVerdicts(meta, subjects)
  const planned: Planned[] = []
  for (const [i, subject] of subjects.entries()) {
    const row = state.request.distrust === 'verdicts' ? undefined : rows[i]
    const former =
      row === undefined
        ? undefined
        : (state.ledger.epochs.get(row.epoch) ?? (await readEpoch(meta, row.epoch)))
    if (row !== undefined) state.ledger.epochs.set(row.epoch, former)
    planned.push({ ...subject, plan: planJudgement(row, former, state.context.epoch) })
  }
  return planned
}

async function judgeStored(run: Rejudging, subjects: readonly Planned[]): Promise<void> {
  if (subjects.length === 0) return
  const { state, session } = run
  const reader = await session.get()
  for (let from = 0; from < subjects.length; ) {
    const part: { subject: Planned; bytes: Buffer }[] = []
    for (let bytes = 0; from < subjects.length && bytes < rejudgeBatchBytes; from += 1) {
      const subject = subjects[from]
      if (subject === undefined) break
      const content = await readKept(state, subject)
      if (content === null) continue
      part.push({ subject, bytes: content })
      bytes += content.length
    }
    const verdicts = await reader.judge(
      part.map(({ subject, bytes }) => ({
        oid: subject.oid,
        fileClass: subject.fileClass,
        bytes,
        judge: subject.plan.state === 'judge' ? subject.plan.with : 'none',
      })),
    )
    for (const [i, verdict] of verdicts.entries()) {
      const subject = part[i]?.subject
      if (subject !== undefined) settle(run, subject, verdict)
    }
  }
}

/** null when the stored bytes are damaged: then the walk reads a file that has them, and stores them anew. */
async function readKept(state: ScanState, subject: Subject): Promise<Buffer | null> {
  const objects = await state.context.store.objects()
  const bytes = await unlessDamaged(state, async () => await objects.readContent(subject.oid))
  if (bytes !== null) return bytes
  state.ledger.damaged.add(subject.oid)
  markDue(state, subject)
  return null
}

function settle({ state, isStale }: Rejudging, subject: Planned, verdict: Verdict): void {
  // Stored contents have one budget for all; those left over are read by the walk, each on its owner's.
  if (subject.plan.state === 'judge' && isUntried(verdict)) {
    markDue(state, subject)
    return
  }
  if (subject.plan.state !== 'current') writeVerdict(state.ledger, subject, subject.plan, verdict)
  if (subject.plan.state === 'judge') state.ledger.judged += 1
  const outcome = outcomeOf(verdict)
  // An open item that stays as it was needs no second note; in a stale root it may have none (an allow list is gone).
  const isNoted = !isStale && outcome === 'undecided' && subject.plan.state === 'current'
  if (outcome !== 'clean' && !isNoted) state.rejudged.notable.set(subjectKey(subject), verdict)
}
