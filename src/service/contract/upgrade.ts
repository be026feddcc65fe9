import type { OpenRequest } from '../contract.ts'

export interface UpgradeRequest extends OpenRequest {
  /** `plan` names the steps and changes nothing. */
  readonly mode: 'run' | 'plan'
}

export interface UpgradeReport {
  readonly mode: UpgradeRequest['mode']
  readonly from: number
  readonly to: number
  /** Empty when the store has the newest format already. */
  readonly steps: readonly string[]
}
