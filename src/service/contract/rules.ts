import type { Oid } from '../../domain/oid.ts'
import type { BytePath } from '../../domain/path.ts'
import type { PackFormat, RuleInfo } from '../../domain/ruleset.ts'

export interface RulesSummary {
  readonly rules: number
  readonly packs: readonly string[]
  readonly epoch: number
  readonly engine: string
}

export interface PackSummary {
  readonly name: string
  readonly format: PackFormat
  readonly fingerprint: Oid
  readonly rules: number
  /** Lines that cannot be used here and were left out. */
  readonly skipped: number
  readonly shipped: boolean
  readonly addedAt: number | null
}

export interface RulesListing {
  readonly packs: readonly PackSummary[]
  readonly rules: readonly RuleInfo[]
}

export interface ShownRule {
  readonly rule: RuleInfo
  /** The rule as it is written; null for rules that are code. */
  readonly source: string | null
  /** What it means and what to do, as Markdown; null for rules that were added. */
  readonly page: string | null
}

export interface RuleSource {
  readonly file: string
  readonly format: PackFormat | 'detect'
  readonly name: string | null
}

export interface RulesTestReport {
  readonly pack: PackSummary
  readonly rules: readonly RuleInfo[]
  /** Kept contents that the pack would hit, with one path each; nothing is recorded. */
  readonly hits: readonly { readonly rule: number; readonly oid: Oid; readonly path: BytePath | null }[]
  readonly contents: number
}
