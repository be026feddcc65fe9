import type { Label, Outcome, VerdictLimit } from '../../src/domain/verdict.ts'

/** What the engines say of one file, and how long they took. */
export interface JudgedFile {
  readonly path: string
  readonly oid: string
  readonly bytes: number
  readonly cpuMs: number
  readonly outcome: Outcome
  /** Reason codes, the malicious first. */
  readonly rules: readonly string[]
  readonly limits: readonly VerdictLimit[]
  readonly labels: readonly Label[]
  readonly techniques: readonly string[]
}
