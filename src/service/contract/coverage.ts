import type { BytePath } from '../../domain/path.ts'
import type { ScanRecord } from '../../domain/scan.ts'
import type { SkipReason } from '../../domain/skip.ts'

export interface CoverageRequest {
  /** As typed; null = every root. */
  readonly path: Buffer | null
  readonly cwd: string
}

/**
 * Why something was not looked at, or not whole. What a scan counts is a SkipReason; the index knows the files of which
 * only the hash or the stat was recorded, and what no scan could read or list.
 */
export type GapReason =
  | SkipReason
  | 'unread-file'
  | 'unlisted-directory'
  | 'undecided'
  | 'never-kept'
  | 'hash-only'
  | 'stat-only'

export interface CoverageGap {
  readonly reason: GapReason
  readonly count: number
  /** True while it may hide something: it makes a run incomplete (decision 12). */
  readonly open: boolean
  /** The scan that counted it, with all of its paths; null when the index says so, of this path alone. */
  readonly scan: number | null
  /** Some of them; a scan keeps no names. */
  readonly examples: readonly BytePath[]
}

export interface PathCoverage {
  /** A root, or the part of it that was asked for. */
  readonly path: BytePath
  /** The newest finished scan that walked all of `path`; null when none did. */
  readonly scan: ScanRecord | null
  /** A later attempt that did not come to its end. */
  readonly stopped: ScanRecord | null
  readonly files: number
  readonly directories: number
  /** Files whose content is read again by the next scan, because their stat proves nothing yet or nothing here. */
  readonly unproven: number
  /** Days since 1970 of the oldest full read among the files; null without one. */
  readonly oldestReadDay: number | null
  readonly gaps: readonly CoverageGap[]
}

export interface CoverageReport {
  readonly paths: readonly PathCoverage[]
  /** The path that was asked for, when no root holds it and none lies below it. */
  readonly unscanned: BytePath | null
  /** Patterns of the settings; what they match is never looked at. */
  readonly excludes: readonly string[]
  /** True when anything above is open, stopped or was never walked to its end. */
  readonly open: boolean
}
