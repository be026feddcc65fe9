import { isKeptKind } from '../domain/content.ts'
import type { FileClass } from '../domain/fileClass.ts'
import type { AskedContent, ContentAnswer, ReadItem } from '../domain/job.ts'
import { keptContentBytesMax } from '../domain/limits.ts'
import type { Oid } from '../domain/oid.ts'
import type { BytePath } from '../domain/path.ts'
import type { Epoch } from '../domain/ruleset.ts'
import { isUntried, type Verdict } from '../domain/verdict.ts'
import { type ContentRow, contentOperation, getContents, type Kept } from '../store/contents.ts'
import { readEpoch } from '../store/epochs.ts'
import { getVerdicts, verdictOperation } from '../store/verdicts.ts'
import { type Claim, claimOf, newClaim, release, settle } from './claims.ts'
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

export type SettledContent =
  | { readonly state: 'known'; readonly verdict: Verdict; readonly hashOnly: boolean }
  /** Another batch held the content and lost it. */
  | { readonly state: 'lost' }

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
  // From here on nothing is awaited: two batches cannot claim the same content.
  return asked.map((content, i) => {
    const verdict = ledger.distrusted.has(subjectKey(content)) ? undefined : verdicts[i]
    const former = verdict === undefined ? undefined : ledger.epochs.get(verdict.epoch)
    const judge = planJudgement(verdict, former, ledger.context.epoch)
    return planOne(ledger, content, judge, {
      row: trusted(ledger, content.oid, rows[i]),
      path: pathOf(content.item),
      before: before[i],
    })
  })
}

/**
 * Takes the reader's item for a planned content: writes the rows and settles the claims that this plan owns. Waits for
 * nobody.
 */
export function settleOwned(ledger: Ledger, plan: ContentPlan | undefined, item: ReadItem): void {
  if (plan === undefined) return
  if (item.state === 'skipped') {
    dropPlan(ledger, plan)
    return
  }
  if (plan.ownsStore) keepContent(ledger, plan, item)
  if (plan.ownsJudge) recordVerdict(ledger, plan, item)
}

/** Verdict and kept state of a content, once whoever owns them has settled them. */
export async function settledContent(ledger: Ledger, plan: ContentPlan): Promise<SettledContent> {
  if (!plan.ownsJudge) ledger.reused += 1
  const kept = (await plan.storeClaim?.promise) ?? plan.row?.kept ?? null
  const verdict = plan.judgeClaim === null ? knownVerdict(plan) : await claimedVerdict(plan)
  if (kept === null || verdict === null) return { state: 'lost' }
  return { state: 'known', verdict, hashOnly: kept === 'hash-only' }
}

/** The batch failed or the item was skipped after all: whoever waits for its contents must look again. */
export function dropPlan(ledger: Ledger, plan: ContentPlan): void {
  if (plan.ownsJudge) releaseJudge(ledger, plan)
  if (plan.ownsStore) releaseStore(ledger, plan)
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
  { row, path, before }: PlanFacts,
): Pick<ContentPlan, 'storeClaim' | 'ownsStore'> {
  const other = claimOf(ledger.storing.get(asked.oid), before?.storing)
  if (other?.keeps === true || row?.kept === 'whole') return waitFor(other)
  const may = keeping(ledger, asked, path)
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

function keeping(ledger: Ledger, asked: AskedContent, path: BytePath): 'keep' | 'policy' | 'no-room' {
  const { keep } = ledger.context
  if (asked.size > keptContentBytesMax || keep.neverKept(path)) return 'policy'
  if (keep.kinds === 'scannable' && !isKeptKind(asked.contentKind)) return 'policy'
  return ledger.storedBytes < keep.roomBytes ? 'keep' : 'no-room'
}

/** Of several paths with this content the one that keeps the bytes has the last word, whoever answers last. */
function keepContent(ledger: Ledger, plan: ContentPlan, item: Extract<ReadItem, { state: 'read' }>): void {
  const { oid, size } = plan.asked
  const claim = plan.storeClaim
  if (claim === null) return
  if (claim.isOvertaken) {
    settle(claim, 'whole')
    return
  }
  const kept = item.deflated === null ? 'hash-only' : 'whole'
  if (item.deflated !== null) {
    if (claim.displaced !== undefined) claim.displaced.isOvertaken = true
    ledger.storedBytes += item.deflated.length
    ledger.committer.addObject({ kind: 'content', oid, size, deflated: item.deflated })
  }
  const firstSeenAt = plan.row?.firstSeenAt ?? ledger.context.clock.now()
  ledger.committer.addOperations([contentOperation(oid, { size, kept, firstSeenAt })])
  settle(claim, kept)
  ledger.damaged.delete(oid)
  ledger.committer.afterCommit(() => {
    if (ledger.storing.get(oid) === claim) ledger.storing.delete(oid)
  })
}

function recordVerdict(ledger: Ledger, plan: ContentPlan, item: Extract<ReadItem, { state: 'read' }>): void {
  const verdict = plan.judge.state === 'judge' ? item.verdict : plan.judge.verdict
  if (verdict === null || plan.judgeClaim === null) {
    releaseJudge(ledger, plan)
    return
  }
  if (plan.judge.state === 'judge') ledger.judged += 1
  ledger.distrusted.delete(subjectKey(plan.asked))
  writeVerdict(ledger, plan.asked, plan.judge, verdict)
  settle(plan.judgeClaim, verdict)
  if (isUntried(verdict)) ledger.judging.delete(subjectKey(plan.asked))
  else ledger.committer.afterCommit(() => ledger.judging.delete(subjectKey(plan.asked)))
}

/** The row of a fresh or carried verdict. */
export function writeVerdict(
  ledger: Ledger,
  subject: { readonly oid: Oid; readonly fileClass: FileClass },
  plan: JudgePlan,
  verdict: Verdict,
): void {
  const attempts = attemptsAfter(plan, verdict)
  const row = { epoch: ledger.context.epoch.id, attempts, verdict }
  ledger.committer.addOperations([verdictOperation(subject, row)])
}

/** null too when it was withheld: a tenant with no budget left must not make everybody's copies of a page undecided. */
async function claimedVerdict({ judgeClaim, ownsJudge }: ContentPlan): Promise<Verdict | null> {
  const verdict = (await judgeClaim?.promise) ?? null
  return verdict !== null && !ownsJudge && isUntried(verdict) ? null : verdict
}

function attemptsAfter(plan: JudgePlan, verdict: Verdict): number {
  if (plan.state !== 'judge' || verdict.limits.length === 0) return 0
  return isUntried(verdict) ? plan.attempts : plan.attempts + 1
}

function knownVerdict(plan: ContentPlan): Verdict | null {
  return plan.judge.state === 'judge' ? null : plan.judge.verdict
}

function releaseJudge(ledger: Ledger, plan: ContentPlan): void {
  const claim = plan.judgeClaim
  if (claim === null || claim.state !== 'open') return
  ledger.judging.delete(subjectKey(plan.asked))
  release(claim)
}

/** The claim that this one took over stands again while its owner is still at work. */
function releaseStore(ledger: Ledger, plan: ContentPlan): void {
  const claim = plan.storeClaim
  if (claim === null || claim.state !== 'open') return
  const { oid } = plan.asked
  if (ledger.storing.get(oid) === claim) {
    if (claim.displaced?.state === 'open') ledger.storing.set(oid, claim.displaced)
    else ledger.storing.delete(oid)
  }
  release(claim)
}
