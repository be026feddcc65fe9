import { isKeptKind } from '../domain/content.ts'
import type { FileClass } from '../domain/fileClass.ts'
import type { AskedContent, ContentAnswer, ReadItem } from '../domain/job.ts'
import { keptContentBytesMax } from '../domain/limits.ts'
import type { Oid } from '../domain/oid.ts'
import type { BytePath } from '../domain/path.ts'
import type { Epoch } from '../domain/ruleset.ts'
import type { Verdict } from '../domain/verdict.ts'
import { type ContentRow, contentOperation, getContents } from '../store/contents.ts'
import { readEpoch } from '../store/epochs.ts'
import { getVerdicts, verdictOperation } from '../store/verdicts.ts'
import type { Committer } from './committer.ts'
import { type JudgePlan, planJudgement } from './judgePlan.ts'
import type { ScanContext } from './scanContext.ts'

/**
 * What this run knows of contents (decision 2): the rows in the store, and the claims of contents that a batch is
 * storing or judging right now. A claim lives until its rows are on disk; then the store answers.
 */
export interface Ledger {
  readonly context: ScanContext
  readonly committer: Committer
  readonly judging: Map<string, Claim<Verdict>>
  readonly storing: Map<Oid, Claim<'whole' | 'hash-only'>>
  readonly epochs: Map<number, Epoch | undefined>
  storedBytes: number
  storeFull: boolean
  judged: number
  reused: number
}

interface Claim<Value> {
  readonly promise: Promise<Value | null>
  /** null: the owner failed; whoever waited must have the content read again. */
  readonly settle: (value: Value | null) => void
}

/** What was decided for one asked content, kept until the reply. */
export interface ContentPlan {
  readonly asked: AskedContent
  readonly answer: ContentAnswer
  readonly judge: JudgePlan
  readonly judgeClaim: Claim<Verdict> | null
  readonly ownsJudge: boolean
  readonly storeClaim: Claim<'whole' | 'hash-only'> | null
  readonly ownsStore: boolean
  readonly row: ContentRow | undefined
}

export type SettledContent =
  | { readonly state: 'known'; readonly verdict: Verdict; readonly hashOnly: boolean }
  /** Another batch held the content and lost it. */
  | { readonly state: 'lost' }

export function createLedger(context: ScanContext, committer: Committer): Ledger {
  const known = new Map([[context.epoch.id, context.epoch] as const])
  return {
    context,
    committer,
    judging: new Map(),
    storing: new Map(),
    epochs: known,
    storedBytes: 0,
    storeFull: false,
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
    const verdict = verdicts[i]
    const former = verdict === undefined ? undefined : ledger.epochs.get(verdict.epoch)
    const judge = planJudgement(verdict, former, ledger.context.epoch)
    return planOne(ledger, content, judge, { row: rows[i], path: pathOf(content.item) })
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
  const verdict = plan.judgeClaim === null ? knownVerdict(plan) : await plan.judgeClaim.promise
  if (kept === null || verdict === null) return { state: 'lost' }
  return { state: 'known', verdict, hashOnly: kept === 'hash-only' }
}

/** The batch failed or the item was skipped after all: whoever waits for its contents must look again. */
export function dropPlan(ledger: Ledger, plan: ContentPlan): void {
  if (plan.ownsJudge) release(ledger.judging, subjectKey(plan.asked), plan.judgeClaim)
  if (plan.ownsStore) release(ledger.storing, plan.asked.oid, plan.storeClaim)
}

export function subjectKey(subject: { readonly oid: Oid; readonly fileClass: FileClass }): string {
  return `${subject.oid}${subject.fileClass}`
}

function planOne(
  ledger: Ledger,
  asked: AskedContent,
  judge: JudgePlan,
  facts: { readonly row: ContentRow | undefined; readonly path: BytePath },
): ContentPlan {
  const judging = ledger.judging.get(subjectKey(asked))
  const storing = ledger.storing.get(asked.oid)
  const mayKeep = isKept(ledger, asked, facts.path)
  const ownsJudge = judging === undefined && judge.state !== 'current'
  const ownsStore =
    storing === undefined && (facts.row === undefined || (facts.row.kept === 'hash-only' && mayKeep))
  const judgeClaim = ownsJudge ? claim(ledger.judging, subjectKey(asked)) : (judging ?? null)
  const storeClaim = ownsStore ? claim(ledger.storing, asked.oid) : (storing ?? null)
  return {
    asked,
    answer: {
      judge: ownsJudge && judge.state === 'judge' ? judge.with : 'none',
      store: ownsStore && mayKeep,
    },
    judge,
    judgeClaim,
    ownsJudge,
    storeClaim,
    ownsStore,
    row: facts.row,
  }
}

function isKept(ledger: Ledger, asked: AskedContent, path: BytePath): boolean {
  const { keep } = ledger.context
  if (asked.size > keptContentBytesMax || keep.neverKept(path)) return false
  if (keep.kinds === 'scannable' && !isKeptKind(asked.contentKind)) return false
  if (ledger.storedBytes < keep.roomBytes) return true
  ledger.storeFull = true
  return false
}

function keepContent(ledger: Ledger, plan: ContentPlan, item: Extract<ReadItem, { state: 'read' }>): void {
  const { oid, size } = plan.asked
  const kept = item.deflated === null ? 'hash-only' : 'whole'
  const firstSeenAt = plan.row?.firstSeenAt ?? ledger.context.clock.now()
  if (item.deflated !== null) {
    ledger.storedBytes += item.deflated.length
    ledger.committer.addObject({ kind: 'content', oid, size, deflated: item.deflated })
  }
  ledger.committer.addOperations([contentOperation(oid, { size, kept, firstSeenAt })])
  plan.storeClaim?.settle(kept)
  ledger.committer.afterCommit(() => ledger.storing.delete(oid))
}

function recordVerdict(ledger: Ledger, plan: ContentPlan, item: Extract<ReadItem, { state: 'read' }>): void {
  const verdict = plan.judge.state === 'judge' ? item.verdict : plan.judge.verdict
  if (verdict === null) {
    release(ledger.judging, subjectKey(plan.asked), plan.judgeClaim)
    return
  }
  if (plan.judge.state === 'judge') ledger.judged += 1
  writeVerdict(ledger, plan.asked, plan.judge, verdict)
  plan.judgeClaim?.settle(verdict)
  ledger.committer.afterCommit(() => ledger.judging.delete(subjectKey(plan.asked)))
}

/** The row of a fresh or carried verdict. */
export function writeVerdict(
  ledger: Ledger,
  subject: { readonly oid: Oid; readonly fileClass: FileClass },
  plan: JudgePlan,
  verdict: Verdict,
): void {
  const attempts = plan.state === 'judge' && verdict.limits.length > 0 ? plan.attempts + 1 : 0
  const row = { epoch: ledger.context.epoch.id, attempts, verdict }
  ledger.committer.addOperations([verdictOperation(subject, row)])
}

function knownVerdict(plan: ContentPlan): Verdict | null {
  return plan.judge.state === 'judge' ? null : plan.judge.verdict
}

function claim<Key, Value>(claims: Map<Key, Claim<Value>>, key: Key): Claim<Value> {
  let settle: Claim<Value>['settle'] = () => undefined
  const promise = new Promise<Value | null>((resolve) => {
    settle = resolve
  })
  const made = { promise, settle }
  claims.set(key, made)
  return made
}

function release<Key, Value>(claims: Map<Key, Claim<Value>>, key: Key, owned: Claim<Value> | null): void {
  if (claims.get(key) === owned) claims.delete(key)
  owned?.settle(null)
}
