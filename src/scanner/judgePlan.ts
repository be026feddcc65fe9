import type { JudgeWith } from '../domain/job.ts'
import { undecidedRetriesMax } from '../domain/limits.ts'
import type { Epoch } from '../domain/ruleset.ts'
import { cleanVerdict, isRetried, type Verdict } from '../domain/verdict.ts'
import type { VerdictRow } from '../store/verdicts.ts'

/**
 * What has to be done so that a content has a verdict of the current epoch (decision 9): `current` stands as it is,
 * `carried` stands although its row names an older epoch (no pack that matters to it changed), `judge` must be asked.
 */
export type JudgePlan =
  | { readonly state: 'current'; readonly verdict: Verdict }
  | { readonly state: 'carried'; readonly verdict: Verdict }
  | { readonly state: 'judge'; readonly with: Exclude<JudgeWith, 'none'>; readonly attempts: number }

/** `formerEpoch` is the epoch of `row`, undefined when its record is gone. */
export function planJudgement(
  row: VerdictRow | undefined,
  formerEpoch: Epoch | undefined,
  current: Epoch,
): JudgePlan {
  if (row === undefined) return { state: 'judge', with: 'all', attempts: 0 }
  if (row.epoch === current.id) return planAgain(row)
  if (formerEpoch === undefined || !sameEngine(formerEpoch, current) || row.verdict.limits.length > 0) {
    return { state: 'judge', with: 'all', attempts: 0 }
  }
  return planDelta(row.verdict, formerEpoch, current)
}

function planAgain(row: VerdictRow): JudgePlan {
  const again = isRetried(row.verdict) && row.attempts < undecidedRetriesMax
  return again
    ? { state: 'judge', with: 'all', attempts: row.attempts }
    : { state: 'current', verdict: row.verdict }
}

function planDelta(verdict: Verdict, former: Epoch, current: Epoch): JudgePlan {
  const gone = former.packs.filter((pack) => !hasPack(current, pack))
  const added = current.packs.filter((pack) => !hasPack(former, pack)).map((pack) => pack.name)
  const remaining = verdict.findings.filter((finding) => !gone.some((pack) => pack.name === finding.pack))
  const touched = remaining.length < verdict.findings.length
  if (added.length > 0) return { state: 'judge', with: isPlain(verdict) ? added : 'all', attempts: 0 }
  if (!touched) return { state: 'carried', verdict }
  // What remains has another shape, and only the engine can tell which.
  if (remaining.length > 0) return { state: 'judge', with: 'all', attempts: 0 }
  return { state: 'carried', verdict: { ...cleanVerdict, labels: verdict.labels } }
}

/** Nothing to merge with: what the added packs say is the whole verdict. */
function isPlain({ findings, labels }: Verdict): boolean {
  return findings.length === 0 && labels.length === 0
}

function sameEngine(a: Epoch, b: Epoch): boolean {
  return a.engine === b.engine && a.limits === b.limits
}

function hasPack(epoch: Epoch, wanted: Epoch['packs'][number]): boolean {
  return epoch.packs.some((pack) => pack.name === wanted.name && pack.fingerprint === wanted.fingerprint)
}
