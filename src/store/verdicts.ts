import { verdictKey } from '../codec/keys.ts'
import { decodeRow, encodeRow } from '../codec/row.ts'
import type { FileClass } from '../domain/fileClass.ts'
import type { Oid } from '../domain/oid.ts'
import { cleanVerdict, type Finding, type Verdict } from '../domain/verdict.ts'
import type { BatchOperation, KeyValue } from '../kv/keyValue.ts'

/** The verdict on one content in one class. `attempts` counts judgements that ended in a retried limit in this epoch. */
export interface VerdictRow {
  readonly epoch: number
  readonly attempts: number
  readonly verdict: Verdict
}

export interface VerdictSubject {
  readonly oid: Oid
  readonly fileClass: FileClass
}

/** Most contents are clean: their row is the epoch alone. */
interface StoredVerdict {
  readonly epoch: number
  readonly attempts?: number
  readonly verdict?: UntracedVerdict
}

/** Findings from before they told how they come about. */
type UntracedVerdict = Omit<Verdict, 'findings'> & {
  readonly findings: readonly (Omit<Finding, 'trace'> & { readonly trace?: readonly string[] })[]
}

export function verdictOperation(subject: VerdictSubject, row: VerdictRow): BatchOperation {
  const key = verdictKey(subject.oid, subject.fileClass)
  return { type: 'put', key, value: encodeRow('verdict', key, toStored(row)) }
}

/** One answer per subject, in order. */
export async function getVerdicts(
  meta: KeyValue,
  subjects: readonly VerdictSubject[],
): Promise<(VerdictRow | undefined)[]> {
  const keys = subjects.map((subject) => verdictKey(subject.oid, subject.fileClass))
  const values = await meta.getMany(keys)
  return values.map((value, i) => {
    const key = keys[i]
    return value === undefined || key === undefined
      ? undefined
      : fromStored(decodeRow('verdict', key, value) as StoredVerdict)
  })
}

function toStored(row: VerdictRow): StoredVerdict {
  const { findings, limits, labels } = row.verdict
  const plain = findings.length === 0 && limits.length === 0 && labels.length === 0 && row.attempts === 0
  return plain ? { epoch: row.epoch } : row
}

function fromStored(stored: StoredVerdict): VerdictRow {
  return {
    epoch: stored.epoch,
    attempts: stored.attempts ?? 0,
    verdict: stored.verdict === undefined ? cleanVerdict : traced(stored.verdict),
  }
}

function traced(verdict: UntracedVerdict): Verdict {
  return {
    ...verdict,
    findings: verdict.findings.map((finding) => ({ ...finding, trace: finding.trace ?? [] })),
  }
}
