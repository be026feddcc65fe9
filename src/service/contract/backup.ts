import type { OpenRequest } from '../contract.ts'

export interface BackupRequest extends OpenRequest {
  /** Absolute; does not exist, is empty, or holds an earlier backup of the same store. */
  readonly directory: string
}

export interface BackupReport {
  readonly directory: string
  readonly storeId: string
  readonly bytesCopied: number
  /** Of tables that the backup before had already. */
  readonly bytesShared: number
  /** Objects and events that the check of the copy has seen. */
  readonly objects: number
  readonly events: number
}
