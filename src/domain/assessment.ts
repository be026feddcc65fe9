import { insertionInto, keptShare } from './ancestor.ts'
import { contextSigns, raisedBy } from './context.ts'
import type { ContextFacts } from './context.ts'
import type { IncidentNote } from './incident.ts'
import type { ReasonType } from './reason.ts'
import { parseReason, withType } from './reason.ts'
import type { Finding, FindingShape, Tier, Verdict } from './verdict.ts'

/** What the place says, beside the verdict on the bytes (decision 8). Buffers are null when the bytes are not kept. */
export interface AssessmentInput {
  readonly verdict: Verdict
  readonly content: Buffer | null
  /** The newest clean version of this path, or its known good content; null when there is neither. */
  readonly ancestor: Buffer | null
  readonly stat: StatFacts
  readonly context: ContextFacts
  /** Whether the surroundings may make a suspicion malicious, or are only told (malware.context). */
  readonly contextMay: ContextPower
}

/** malware.context: `raise` follows misplacedCode, `note` only tells. */
export const contextPowers = ['raise', 'note'] as const
export type ContextPower = (typeof contextPowers)[number]

interface StatFacts {
  readonly mtimeMs: number
  readonly ctimeMs: number
  /** The path did not exist when the scan before this one looked here. */
  readonly isNew: boolean
  /** When the scan before this one looked here; null on a first scan. */
  readonly previousSeenAt: number | null
}

export interface Assessment {
  readonly tier: Tier
  readonly type: ReasonType
  /** The leading finding's code with the assessed type; the rule's number stays. */
  readonly reason: string
  /** Malicious before suspicious, then the most evidence, then the lowest rule number. */
  readonly finding: Finding
  readonly notes: readonly IncidentNote[]
}

/** null when the verdict has no findings. */
export function assess(input: AssessmentInput): Assessment | null {
  const leading = leadingFinding(input.verdict.findings)
  if (leading === undefined) return null
  const signs = contextSigns(leading, input.context)
  // What has a clean ancestor at its path is a program of the site, wherever it keeps it.
  const finding = input.contextMay === 'raise' && input.ancestor === null ? raisedBy(signs, leading) : leading
  const type = assessedType(finding, input)
  return {
    tier: finding.tier,
    type,
    reason: withType(finding.reason, type),
    finding,
    notes: [
      ...contentNotes(finding, type, input),
      ...statNotes(input.stat),
      ...signs.map((kind) => ({ kind })),
    ],
  }
}

function leadingFinding(findings: readonly Finding[]): Finding | undefined {
  return findings.toSorted(byWeight)[0]
}

function byWeight(a: Finding, b: Finding): number {
  if (a.tier !== b.tier) return a.tier === 'malicious' ? -1 : 1
  return b.evidence.length - a.evidence.length || a.rule - b.rule
}

/** A suspicion says nothing about how much of the file is bad, so it is never more than a suspicion. */
function assessedType(finding: Finding, { verdict, content, ancestor }: AssessmentInput): ReasonType {
  const reason = parseReason(finding.reason)
  if (finding.tier === 'suspicious' || reason === undefined) return 'SUSP'
  if (content !== null && ancestor !== null && isAncestorKept(ancestor, content)) return 'INJ'
  if (verdict.shape === null) return reason.type
  if (!verdict.shape.otherCode) return 'SA'
  return isOnePart(verdict.shape, reason.filetype) ? 'INJ' : reason.type
}

/** decision 8: at least half of the lines remain. */
const keptShareMin = 0.5

/**
 * True when `content` is `ancestor` with something put in or changed, and not another file. A one-line (minified) file keeps
 * no line when something is put into it, so a pure insertion counts by itself.
 */
export function isAncestorKept(ancestor: Buffer, content: Buffer): boolean {
  const share = keptShare(ancestor, content)
  if (share === null) return false
  return share >= keptShareMin || insertionInto(ancestor, content) !== null
}

/**
 * The findings are one part among others that have none. In PHP a part is a block: lines of the same block without a
 * finding prove nothing, a web shell has mostly such lines. Other files have one block, and a part is a range of lines.
 */
function isOnePart(shape: FindingShape, filetype: string): boolean {
  if (filetype === 'php') return shape.blocks > 1 && shape.blocksHit === 1
  return shape.blocksHit === 1
}

function contentNotes(
  finding: Finding,
  type: ReasonType,
  { verdict, content, ancestor }: AssessmentInput,
): readonly IncidentNote[] {
  const insertion = content === null || ancestor === null ? null : insertionInto(ancestor, content)
  if (type === 'INJ' && insertion !== null) return [{ kind: 'inserted', ...insertion }]
  const line = finding.evidence[0]?.line
  const isWhole = type === 'SA' && verdict.shape?.otherCode === false
  return isWhole && line !== undefined ? [{ kind: 'whole-file', line }] : []
}

const dayMs = 86_400_000

function statNotes({ mtimeMs, ctimeMs, isNew, previousSeenAt }: StatFacts): readonly IncidentNote[] {
  if (previousSeenAt === null) return []
  // ctime cannot be set, mtime can; before the last scan both are history that the scan already reported.
  const isFalse = ctimeMs > previousSeenAt && ctimeMs - mtimeMs > dayMs
  return [
    ...(isNew ? [{ kind: 'new-file' } as const] : []),
    ...(isFalse ? [{ kind: 'false-date', mtimeMs, ctimeMs } as const] : []),
  ]
}
