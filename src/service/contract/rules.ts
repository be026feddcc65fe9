import type { Oid } from '../../domain/oid.ts'
import type { BytePath } from '../../domain/path.ts'
import type { RuleOrigin, RuleTrial } from '../../domain/ruleSource.ts'
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
  /** Name of the source it came from; null when it is shipped or a person added it. */
  readonly source: string | null
}

export interface RulesListing {
  readonly packs: readonly PackSummary[]
  /** Rules whose findings are told and not acted on. */
  readonly trials: readonly RuleTrial[]
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

/** What is excused from now on: a directory, a snapshot (also by its time), or a file with a list of SHA-256. */
export interface KnownGoodRequest {
  /** Bytes of a path, or a snapshot: 8 digits of its id, `latest`, `@2d`, RFC 3339. What exists as a path is a path. */
  readonly from: Buffer
  readonly cwd: string
  /** null = after the directory, snapshot or file. */
  readonly name: string | null
}

export interface KnownGoodAdded {
  readonly pack: PackSummary
  readonly hashes: number
  /** Files that are links or special, could not be read, or could not be judged to the end. */
  readonly leftOut: number
}

/** Where signed packs come from. */
export interface OriginRequest {
  /** A directory, or a file:// address of one. */
  readonly location: string
  readonly cwd: string
  /** The 32 bytes in base64, or the name of a PEM file. */
  readonly publicKey: string
}

export interface UpdateRequest {
  /** Name of a source; null = all. */
  readonly source: string | null
  /** Read it from there this once; null = from where it was added. */
  readonly from: string | null
  readonly cwd: string
  /** `try` changes nothing. */
  readonly mode: 'activate' | 'try'
}

export interface SourceUpdate {
  readonly source: string
  readonly version: number
  readonly issuedAt: number
  /** `current`: nothing newer; `refused`: this version was rolled back; `updated`: in use (or would be). */
  readonly outcome: 'current' | 'refused' | 'updated'
  readonly packs: readonly { readonly name: string; readonly change: 'added' | 'replaced' | 'removed' }[]
  /** What the new rules say of kept contents that they did not say before. */
  readonly hits: readonly NewHits[]
  /** Rules of the source that are in trial now. */
  readonly trials: readonly RuleTrial[]
}

export interface NewHits {
  readonly rule: number
  readonly reason: string
  readonly contents: number
  /** One file that has such a content. */
  readonly path: BytePath | null
}

export interface RollbackReport {
  readonly packs: readonly { readonly name: string; readonly change: 'added' | 'replaced' | 'removed' }[]
}

export interface RuleLifeUseCases {
  /** HF_BASELINE_REFUSED when something in it is malicious; HF_NOT_FOUND, HF_RULES_INVALID. */
  rulesAddKnownGood(request: KnownGoodRequest): Promise<KnownGoodAdded>
  /** Nothing is added or recorded. As rulesAdd; HF_NO_SUCH_PATH, HF_LIMIT. */
  rulesTestFixtures(request: FixturesRequest): Promise<FixturesReport>
  /** HF_RULES_UNTRUSTED, HF_USAGE, HF_NO_SUCH_PATH. */
  rulesSourceAdd(request: OriginRequest): Promise<RuleOrigin>
  rulesSourceList(): Promise<readonly RuleOrigin[]>
  /** Its packs go too. HF_NOT_FOUND. */
  rulesSourceRemove(name: string): Promise<RollbackReport>
  /** HF_RULES_UNTRUSTED, HF_RULES_INVALID, HF_RULE_SLOW, HF_NOT_FOUND; then nothing of that source was changed. */
  rulesUpdate(request: UpdateRequest): Promise<readonly SourceUpdate[]>
  /** Undoes the last change of rules. HF_NOT_FOUND when there was none. */
  rulesRollback(): Promise<RollbackReport>
}

/** Files below `hit/` of a directory must be hit by a rule of the file, files below `clean/` by none. */
export interface FixturesRequest {
  readonly source: RuleSource
  readonly directory: string
  readonly cwd: string
}

export interface FixturesReport {
  readonly pack: PackSummary
  /** Every rule, with the fixtures that it hits: names below the directory. */
  readonly rules: readonly { readonly rule: RuleInfo; readonly fixtures: readonly string[] }[]
  /** Of `hit/` without a hit. */
  readonly missed: readonly string[]
  /** Of `clean/` with one. */
  readonly wrong: readonly string[]
  readonly fixtures: number
}

export interface RulesTestReport {
  readonly pack: PackSummary
  readonly rules: readonly RuleInfo[]
  /** Kept contents that the pack would hit, with one path each; nothing is recorded. */
  readonly hits: readonly { readonly rule: number; readonly oid: Oid; readonly path: BytePath | null }[]
  readonly contents: number
}
