import type { PageRequest } from './page.ts'

export interface AccountQuery extends PageRequest {
  /** Part of the name, as bytes in latin1. */
  readonly search: string | null
}

/** One account (decision 32) as the index knows it. */
export interface AccountSummary {
  /** latin1, one char per byte; `uid:<n>` when the machine has no name for it. */
  readonly name: string
  readonly files: number
  readonly bytes: number
  readonly infected: number
  readonly suspicious: number
  readonly undecided: number
  /**
   * Size of the originals that operations took out of the account's files and the store keeps, each content once: they count
   * in no quota of the account any more. Until they are purged or their time is over.
   */
  readonly heldBytes: number
  /** End of the newest finished scan that walked a directory with files of the account; null when none finished. */
  readonly lastScanAt: number | null
}
