import type { FileClass } from '../domain/fileClass.ts'
import type { ReadItem } from '../domain/job.ts'
import type { Oid } from '../domain/oid.ts'
import { isUntried, type Verdict } from '../domain/verdict.ts'
import { contentOperation } from '../store/contents.ts'
import { verdictOperation } from '../store/verdicts.ts'
import { release, settle } from './claims.ts'
import type { JudgePlan } from './judgePlan.ts'
import { type ContentPlan, type Ledger, subjectKey } from './ledger.ts'

export type SettledContent =
  | { readonly state: 'known'; readonly verdict: Verdict; readonly hashOnly: boolean }
  /** Another batch held the content and lost it. */
  | { readonly state: 'lost' }

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
