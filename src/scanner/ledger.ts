import { isKeptKind } from '../domain/content.ts'
import type { FileClass } from '../domain/fileClass.ts'
import type { AskedContent, ContentAnswer } from '../domain/job.ts'
import { keptContentBytesMax } from '../domain/limits.ts'
import type { Oid } from '../domain/oid.ts'
import type { BytePath } from '../domain/path.ts'
import type { Epoch } from '../domain/ruleset.ts'
import type { Verdict } from '../domain/verdict.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { type ContentRow, getContents, type Kept } from '../store/contents.ts'
import { readEpoch } from '../store/epochs.ts'
import { havePurged } from '../store/tombstones.ts'
import { getVerdicts } from '../store/verdicts.ts'
import { type Claim, claimOf, newClaim } from './claims.ts'
import type { Committer } from './committer.ts'
import { type JudgePlan, planJudgement } from './judgePlan.ts'
import type { ScanContext } from './scanContext.ts'

/**
 * What this run knows of contents (decision 2): the rows in the store, and the claims of contents that a batch is
 * storing or judging right now. A claim lives until its rows are on disk; then the store answers.
 */
export interface Ledger {
  readonly context: Pick<ScanContext, 'store' | 'clock' | 'epoch' | 'keep'>
  readonly committer: Committer
  readonly judging: Map<string, Claim<Verdict>>
  readonly storing: Map<Oid, StoreClaim>
  readonly epochs: Map<number, Epoch | undefined>
  /** Contents whose stored bytes are damaged: whoever reads such a file stores them anew. */
  readonly damaged: Set<Oid>
  /** Contents (subjectKey) whose verdict is to be found anew although it is of this epoch. */
  readonly distrusted: Set<string>
  storedBytes: number
  /** Contents that were hashed only because the store has no room (decision 26). */
  unkept: number
  judged: number
  reused: number
}

export interface StoreClaim extends Claim<Kept> {
  /** Whether its owner keeps the bytes. */
  readonly keeps: boolean
  /** The claim of a path that may not keep the bytes, from which this one took over (decision 26). */
  readonly displaced: StoreClaim | undefined
  isOvertaken: boolean
}

/** What was decided for one asked content, kept until the reply. */
export interface ContentPlan {
  readonly asked: AskedContent
  readonly answer: ContentAnswer
  readonly judge: JudgePlan
  readonly judgeClaim: Claim<Verdict> | null
  readonly ownsJudge: boolean
  readonly storeClaim: StoreClaim | null
  readonly ownsStore: boolean
  readonly row: ContentRow | undefined
}

export function createLedger(context: Ledger['context'], committer: Committer): Ledger {
  const known = new Map([[context.epoch.id, context.epoch] as const])
  return {
    context,
    committer,
    judging: new Map(),
    storing: new Map(),
    epochs: known,
    damaged: new Set(),
    distrusted: new Set(),
    storedBytes: 0,
    unkept: 0,
    judged: 0,
    reused: 0,
  }
}

/** Answers one batch; `pathOf` names the file of an item (for the never-keep list). */
export async function planContents(
  ledger: Ledger,
  asked: readonly AskedContent[],
  pathOf: (item: number) => BytePath,
): Promise<readonly ContentPlan[]> {
  const { meta } = ledger.context.store
  const before = asked.map((content) => claimsOn(ledger, content))
  const [rows, verdicts] = await Promise.all([
    getContents(
      meta,
      asked.map((content) => content.oid),
    ),
    getVerdicts(meta, asked),
  ])
  for (const row of verdicts) {
    if (row !== undefined && !ledger.epochs.has(row.epoch))
      ledger.epochs.set(row.epoch, await readEpoch(meta, row.epoch))
  }
  const purged = await purgedAmong(meta, asked, rows)
  // From here on nothing is awaited: two batches cannot claim the same content.
  return asked.map((content, i) => {
    const verdict = ledger.distrusted.has(subjectKey(content)) ? undefined : verdicts[i]
    const former = verdict === undefined ? undefined : ledger.epochs.get(verdict.epoch)
    const judge = planJudgement(verdict, former, ledger.context.epoch)
    return planOne(ledger, content, judge, {
      row: trusted(ledger, content.oid, rows[i]),
      path: pathOf(content.item),
      isPurged: purged.has(content.oid),
      before: before[i],
    })
  })
}

/** What was purged is judged like everything else and not kept again. */
async function purgedAmong(
  meta: KeyValue,
  asked: readonly AskedContent[],
  rows: readonly (ContentRow | undefined)[],
): Promise<ReadonlySet<Oid>> {
  const unkept = asked.filter((_, i) => rows[i]?.kept !== 'whole').map(({ oid }) => oid)
  const purged = await havePurged(meta, unkept)
  return new Set(unkept.filter((_, i) => purged[i] === true))
}

export function subjectKey(subject: { readonly oid: Oid; readonly fileClass: FileClass }): string {
  return `${subject.oid}${subject.fileClass}`
}

interface Claims {
  readonly judging: Claim<Verdict> | undefined
  readonly storing: StoreClaim | undefined
}

function claimsOn(ledger: Ledger, asked: AskedContent): Claims {
  return { judging: ledger.judging.get(subjectKey(asked)), storing: ledger.storing.get(asked.oid) }
}

/** A content whose bytes are damaged counts as one that is not kept: the next path that may keep it stores it again. */
function trusted(ledger: Ledger, oid: Oid, row: ContentRow | undefined): ContentRow | undefined {
  return row !== undefined && ledger.damaged.has(oid) ? { ...row, kept: 'hash-only' } : row
}

interface PlanFacts {
  readonly row: ContentRow | undefined
  readonly path: BytePath
  readonly isPurged: boolean
  /** Claims from before the store was asked. */
  readonly before: Claims | undefined
}

function planOne(ledger: Ledger, asked: AskedContent, judge: JudgePlan, facts: PlanFacts): ContentPlan {
  const judging = planJudge(ledger, asked, judge, facts.before?.judging)
  const storing = planStore(ledger, asked, facts)
  const answer: ContentAnswer = {
    judge: judging.ownsJudge && judge.state === 'judge' ? judge.with : 'none',
    store: storing.ownsStore && storing.storeClaim?.keeps === true,
  }
  return { asked, answer, judge, row: facts.row, ...judging, ...storing }
}

function planJudge(
  ledger: Ledger,
  asked: AskedContent,
  judge: JudgePlan,
  before: Claim<Verdict> | undefined,
): Pick<ContentPlan, 'judgeClaim' | 'ownsJudge'> {
  const key = subjectKey(asked)
  const other = claimOf(ledger.judging.get(key), before)
  if (other !== undefined) return { judgeClaim: other, ownsJudge: false }
  if (judge.state === 'current') return { judgeClaim: null, ownsJudge: false }
  const judgeClaim = newClaim<Verdict>()
  ledger.judging.set(key, judgeClaim)
  return { judgeClaim, ownsJudge: true }
}

function planStore(
  ledger: Ledger,
  asked: AskedContent,
  { row, path, isPurged, before }: PlanFacts,
): Pick<ContentPlan, 'storeClaim' | 'ownsStore'> {
  const other = claimOf(ledger.storing.get(asked.oid), before?.storing)
  if (other?.keeps === true || row?.kept === 'whole') return waitFor(other)
  const may = keeping(ledger, asked, { path, isPurged })
  const keeps = may === 'keep'
  if (!keeps && (other ?? row) !== undefined) return waitFor(other)
  if (may === 'no-room') ledger.unkept += 1
  const storeClaim: StoreClaim = { ...newClaim<Kept>(), keeps, displaced: other, isOvertaken: false }
  ledger.storing.set(asked.oid, storeClaim)
  return { storeClaim, ownsStore: true }
}

function waitFor(other: StoreClaim | undefined): Pick<ContentPlan, 'storeClaim' | 'ownsStore'> {
  return { storeClaim: other ?? null, ownsStore: false }
}

function keeping(
  ledger: Ledger,
  asked: AskedContent,
  { path, isPurged }: Pick<PlanFacts, 'path' | 'isPurged'>,
): 'keep' | 'policy' | 'no-room' {
  const { keep } = ledger.context
  if (isPurged || asked.size > keptContentBytesMax || keep.neverKept(path)) return 'policy'
  if (keep.kinds === 'scannable' && !isKeptKind(asked.contentKind)) return 'policy'
  return ledger.storedBytes < keep.roomBytes ? 'keep' : 'no-room'
}
