import type { BytePath } from './path.ts'

/**
 * Why an entry was not read. The first group makes a run incomplete (decision 12), the second is policy and only counted.
 * `too-large` has no script tag at its ends, `large-script` has; `sparse` is beyond what a run reads of such files.
 */
export const incompleteReasons = [
  'unreadable',
  'unstable',
  'vanished',
  'too-deep',
  'surplus',
  'reader-failed',
  'directory-unreadable',
  'sparse',
  'large-script',
] as const
export const policyReasons = [
  'special-file',
  'excluded',
  'other-mount',
  'pseudo-filesystem',
  'own-store',
  'too-large',
] as const

export type SkipReason = (typeof incompleteReasons)[number] | (typeof policyReasons)[number]

export interface Skip {
  readonly path: BytePath
  readonly reason: SkipReason
}

/** `vanished` between listing and reading is normal life on a busy server: counted, but the run stays complete. */
export function makesIncomplete(reason: SkipReason): boolean {
  return reason !== 'vanished' && incompleteReasons.some((known) => known === reason)
}
