import type { CleanGrade, CleanPlan, KnownContent } from '../../domain/cleaning.ts'
import { invariant } from '../../domain/errors.ts'
import type { FileClass } from '../../domain/fileClass.ts'
import type { Oid } from '../../domain/oid.ts'
import type { CleanMethod } from '../../domain/operation.ts'
import { outcomeOf } from '../../domain/verdict.ts'
import { sha256 } from '../../hash/sha256.ts'
import { knownGoodNames } from '../../store/baselines.ts'
import type { Store } from '../../store/store.ts'
import type { CleanReaders } from './cleanReaders.ts'
import { proofsOf } from './proofs.ts'
import type { ProvenOutput } from './proofs.ts'
import { refusedClean } from './refusals.ts'

/** Bytes that the planner found, before anybody else has looked at them. */
export interface Proposal extends Omit<ProvenOutput, 'knownGood'> {
  readonly state: 'proposed'
  readonly method: CleanMethod
  readonly after: Buffer
  readonly source: string
  readonly sourceOid: Oid | null
}

interface Proving {
  readonly store: Store
  readonly readers: CleanReaders
  readonly infected: KnownContent
  readonly fileClass: FileClass
}

/** The gate of every method: the output is judged by the prover, and what main can check itself it checks. */
export async function proveOutput(
  { store, readers, infected, fileClass }: Proving,
  proposal: Proposal,
): Promise<CleanPlan> {
  const { method, after, source, sourceOid, made } = proposal
  const afterOid = sha256(after)
  invariant(made !== 'whole-version' || afterOid === sourceOid, 'another version than the source')
  if (proposal.change === 'removes' && !isKeptFrom(infected.bytes, after))
    return refusedClean('reader-failed', sourceOid)
  const [verdict] = await readers.prover.judge([{ oid: afterOid, fileClass, bytes: after, judge: 'all' }])
  invariant(verdict !== undefined, 'no verdict for an output')
  const outcome = outcomeOf(verdict)
  if (outcome !== 'clean') return refusedClean(reasonOf[outcome], sourceOid)
  const [knownGood = []] = await knownGoodNames(store.meta, [afterOid])
  const grade = gradeOf(method, knownGood)
  const proofs = proofsOf({ made, change: proposal.change, cut: proposal.cut, knownGood })
  return { state: 'planned', method, grade, source, sourceOid, after, afterOid, proofs }
}

const reasonOf = {
  malicious: 'output-still-malicious',
  undecided: 'output-undecided',
  suspicious: 'findings-remain',
} as const

/** True when `part` is `whole` with bytes left out: the earliest place of each byte is as good as any. */
function isKeptFrom(whole: Buffer, part: Buffer): boolean {
  let found = 0
  for (let at = 0; at < whole.length && found < part.length; at += 1)
    if (whole[at] === part[found]) found += 1
  return found === part.length
}

function gradeOf(method: CleanMethod, knownGood: readonly string[]): CleanGrade {
  if (method === 'trim') return 'removed'
  if (knownGood.length > 0 || method === 'release') return 'known-good'
  switch (method) {
    case 'history':
      return 'own-history'
    case 'peer':
      return 'peers'
    case 'three-way':
      return 'merged'
    case 'ranges':
      return 'cut'
  }
}
