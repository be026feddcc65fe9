/** malicious may lead to an action; suspicious is only reported. */
export type Tier = 'malicious' | 'suspicious'

/**
 * Where and what: offsets are byte offsets into the content. Of something that stands in a layer, they are of the statement
 * that the layer comes out of, and the excerpt is of the layer.
 */
export interface Evidence {
  readonly offset: number
  readonly length: number
  /** 1-based line of `offset`. */
  readonly line: number
  /** Decoders that were unwrapped to get here, outermost first; empty for the raw content. */
  readonly layer: readonly string[]
  /** At most 160 bytes cut from the bytes, base64: it is the attacker's text. */
  readonly excerpt: string
}

/** One rule that hit one content. A rule's identity is its number (decision 11). */
export interface Finding {
  readonly rule: number
  /** Full reason code with the rule's default type, e.g. HF-INJ-0042-php.bkdr.eval. */
  readonly reason: string
  readonly tier: Tier
  /** Name of the pack the rule came from; removing the pack removes the finding. */
  readonly pack: string
  /** One sentence for people. */
  readonly summary: string
  readonly evidence: readonly Evidence[]
  /** How it comes about, from source to sink, in words for people; empty for a pattern. */
  readonly trace: readonly string[]
}

/** Why a content could not be judged to the end. The first three are retried, the others are cached (decision 7). */
export const retriedLimits = ['timeout', 'crash', 'budget'] as const
export const lastingLimits = ['too-large', 'engine-limit'] as const
export type VerdictLimit = (typeof retriedLimits)[number] | (typeof lastingLimits)[number]

export type Label = 'encoded' | 'allowed' | 'php-in-image'

/** How the findings lie in the content; input of the SA/INJ assessment (decision 8). */
export interface FindingShape {
  /** Code blocks (PHP regions) or, for other types, 1. */
  readonly blocks: number
  /** Blocks that hold a finding. */
  readonly blocksHit: number
  /** First and last line of the smallest range that holds all findings (1-based). */
  readonly firstLine: number
  readonly lastLine: number
  /** True when code without findings lies outside that range or in other blocks. */
  readonly otherCode: boolean
}

/** What the engine says of one content in one class; a function of (bytes, class, epoch) and nothing else. */
export interface Verdict {
  readonly findings: readonly Finding[]
  readonly limits: readonly VerdictLimit[]
  readonly labels: readonly Label[]
  /** null when there are no findings. */
  readonly shape: FindingShape | null
}

export type Outcome = 'malicious' | 'undecided' | 'suspicious' | 'clean'

export const cleanVerdict: Verdict = { findings: [], limits: [], labels: [], shape: null }

/** decision 7: a malicious finding wins, then any limit, then any finding. */
export function outcomeOf(verdict: Verdict): Outcome {
  if (verdict.findings.some((finding) => finding.tier === 'malicious')) return 'malicious'
  if (verdict.limits.length > 0) return 'undecided'
  return verdict.findings.length > 0 ? 'suspicious' : 'clean'
}

/**
 * True when the content was not looked at, because of what else its owner has. That says nothing of the content: it
 * is no attempt, and no verdict for others who have the same bytes.
 */
export function isUntried(verdict: Verdict): boolean {
  return verdict.limits.includes('budget')
}

/** True when the verdict should be asked for again in the next run. */
export function isRetried(verdict: Verdict): boolean {
  return verdict.limits.some((limit) => retriedLimits.some((retried) => retried === limit))
}
