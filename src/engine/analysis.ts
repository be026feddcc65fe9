import type { ReasonType } from '../domain/reason.ts'
import type { Label, Tier, VerdictLimit } from '../domain/verdict.ts'
import type { Span } from './span.ts'

/** What an analyser (PHP, configuration, script, markup) found in one content. */
export interface Analysis {
  readonly hits: readonly EngineHit[]
  /** Code that came out of the content; each is judged by every pack too. */
  readonly layers: readonly Layer[]
  readonly limits: readonly VerdictLimit[]
  readonly labels: readonly Label[]
}

export const nothingFound: Analysis = { hits: [], layers: [], limits: [], labels: [] }

/** One rule of our own engines that is true for a content. */
export interface EngineHit {
  /** Number of an EngineRule. */
  readonly rule: number
  /** Places in the content, the sink first; never empty, never beyond it. */
  readonly spans: readonly Span[]
  /** Decoders between the content and the sink, outermost first; empty when the sink stands in the content itself. */
  readonly layer: readonly string[]
  /** latin1 text of the sink, as it stands in its layer. */
  readonly excerpt: string
  /** Words for people from source to sink, safe ASCII: `$_POST[...]`, `base64_decode`, `eval`. */
  readonly trace: readonly string[]
}

/** Code that the content makes and runs. */
export interface Layer {
  /** Decoders on the way, outermost first: `eval`, `gzinflate`, `base64_decode`. */
  readonly names: readonly string[]
  /** latin1. */
  readonly text: string
  /** The statement of the content that it comes out of. */
  readonly origin: Span
}

/** A rule that is code and not YARA. Its number is its identity; see `src/engine/engineRules.ts` for the numbers. */
export interface EngineRule {
  readonly rule: number
  /** HF-... code with the rule's default type. */
  readonly reason: string
  readonly tier: Tier
  /** [a-z0-9_], unique: what a pack would call its identifier. */
  readonly identifier: string
  /** One sentence for people. */
  readonly summary: string
}

/** Reason codes from their parts, so that a table of rules stays one line a rule. */
export function engineRule(
  code: { readonly type: ReasonType; readonly rule: number; readonly name: string },
  identifier: string,
  summary: string,
): EngineRule {
  const number = String(code.rule).padStart(4, '0')
  const tier = code.type === 'SUSP' ? 'suspicious' : 'malicious'
  return { rule: code.rule, reason: `HF-${code.type}-${number}-${code.name}`, tier, identifier, summary }
}
