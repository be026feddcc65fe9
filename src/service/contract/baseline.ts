import type { Baseline } from '../../domain/baseline.ts'

/** Use cases about files that somebody vouches for. */
export interface BaselineUseCases {
  /**
   * Takes the files of a release or of a snapshot as known good. HF_BASELINE_REFUSED when one of them is malicious, and
   * then nothing is added.
   */
  baselineAdd(request: BaselineRequest): Promise<BaselineAdded>
  baselineList(): Promise<readonly Baseline[]>
  /** HF_NOT_FOUND */
  baselineRemove(name: string): Promise<Baseline>
}

export interface BaselineRequest {
  /** The directory below which sites may be healed from it; bytes as typed, relative to `cwd`. */
  readonly root: Buffer
  readonly cwd: string
  readonly from: BaselineOrigin
  /** null = after the archive, directory or snapshot. */
  readonly name: string | null
}

export type BaselineOrigin =
  /** A ZIP archive or a directory; bytes as typed. */
  | { readonly kind: 'release'; readonly path: Buffer }
  /** As snapshotShow. */
  | { readonly kind: 'snapshot'; readonly spec: string }

export interface BaselineAdded {
  readonly baseline: Baseline
  /** Files that nobody can vouch for: suspicious, not judged to the end, or no regular files. */
  readonly leftOut: number
}
