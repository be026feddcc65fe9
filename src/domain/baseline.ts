import type { Oid } from './oid.ts'
import type { BytePath } from './path.ts'

/** A set of files that somebody vouches for: a published release, or a snapshot that was looked through. */
export const baselineKinds = ['release', 'snapshot'] as const
export type BaselineKind = (typeof baselineKinds)[number]

export interface Baseline {
  /** 1-64 chars of [a-z0-9._-], for example `wordpress-6.1.9`. */
  readonly name: string
  readonly kind: BaselineKind
  /** Sites below this directory may be healed from it. */
  readonly root: BytePath
  /** Where it came from, for people. */
  readonly source: string
  /** The content that lists its files (BaselineFile). */
  readonly manifest: Oid
  readonly files: number
  /** Of all files together. */
  readonly bytes: number
  readonly addedAt: number
}

/** One file of a baseline. `path` is relative to the site's directory, latin1, one char per byte. */
export interface BaselineFile {
  readonly path: string
  readonly oid: Oid
  readonly size: number
}
