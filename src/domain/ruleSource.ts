/** A publisher of rules whose key the administrator trusts. Times are milliseconds since 1970. */
export interface RuleOrigin {
  /** 1-32 chars of [a-z0-9-]; its packs have this name or begin with it and a dash. */
  readonly name: string
  /** Absolute directory that `rules update` reads. */
  readonly directory: string
  /** Ed25519, the 32 raw bytes in base64. */
  readonly publicKey: string
  readonly addedAt: number
  /** What is in use of it; null before the first update. */
  readonly release: RuleRelease | null
  /** No version up to this one is taken: it was rolled back. 0 = none. */
  readonly refusedVersion: number
}

export interface RuleRelease {
  readonly version: number
  readonly issuedAt: number
  readonly updatedAt: number
  /** SHA-256 of the manifest: one version is one manifest. */
  readonly manifest: string
}

/**
 * A rule that would hit contents that are well known (decision 14): its findings are told and never acted on by
 * themselves.
 */
export interface RuleTrial {
  readonly rule: number
  readonly pack: string
  readonly since: number
  /** Accounts on which it hits content that has been there unchanged for trialAgeMs. */
  readonly accounts: number
}
