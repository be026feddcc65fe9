import { outcomeOf, type Verdict } from '../domain/verdict.ts'
import type { BatchOperation } from '../kv/keyValue.ts'
import { type PendingAssessment, pendingOperation, undecidedOperation } from '../store/openItems.ts'

/** What a file with this verdict leaves to do: findings wait for their assessment, an open verdict for a better one. */
export function openItemOperations(file: PendingAssessment, verdict: Verdict): BatchOperation[] {
  const { path, oid, fileClass } = file
  const operations: BatchOperation[] = []
  if (verdict.findings.length > 0) operations.push(pendingOperation(file))
  if (outcomeOf(verdict) === 'undecided')
    operations.push(undecidedOperation({ path, oid, fileClass, limits: verdict.limits, ignore: null }))
  return operations
}
