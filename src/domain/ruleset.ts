import type { Oid } from './oid.ts'
import type { Tier } from './verdict.ts'

/**
 * yara = YARA source; sha256-deny and sha256-allow = one SHA-256 per line (`#` comments, `sha256  name` allowed); hash-deny =
 * `hash:size:name` of ClamAV and LMD; clamav-ndb and lmd-hex = their signatures, which are said in YARA.
 */
export const packFormats = [
  'yara',
  'sha256-deny',
  'sha256-allow',
  'hash-deny',
  'clamav-ndb',
  'lmd-hex',
] as const
export type PackFormat = (typeof packFormats)[number]

/** One source file of rules = one YARA namespace = one fingerprint (decision 9). */
export interface RulePack {
  /** 1-64 chars of [a-z0-9._-]; `holdfast` is the shipped one. */
  readonly name: string
  readonly format: PackFormat
  /** SHA-256 of the source bytes: the pack's fingerprint. */
  readonly fingerprint: Oid
  readonly source: Buffer
}

/** What `rules list` and `rules show` say of one rule. */
export interface RuleInfo {
  readonly rule: number
  readonly reason: string
  readonly tier: Tier
  readonly pack: string
  /** Identifier in the source. */
  readonly identifier: string
  readonly summary: string
}

/** Under which engine and packs a verdict was given (decision 9). Allow lists are outside. */
export interface Epoch {
  readonly id: number
  readonly engine: string
  readonly limits: string
  /** Sorted by pack name. */
  readonly packs: readonly { readonly name: string; readonly fingerprint: Oid }[]
}
