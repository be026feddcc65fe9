import { evidencePerFindingMax, excerptBytesMax, findingsPerVerdictMax } from '../domain/limits.ts'
import type { Evidence, Finding } from '../domain/verdict.ts'
import type { JudgingRule } from './ruleDescription.ts'
import type { YaraRange } from './yara/engine.ts'

/** One rule that hit, with its ranges in the judged bytes. */
export interface Hit {
  readonly rule: JudgingRule
  readonly ranges: readonly YaraRange[]
}

/** From the judged bytes to the content: the same, except behind the gap of a content judged by its ends. */
export type ToContentOffset = (offset: number) => number

/**
 * Findings, the malicious first, so that a cut never changes the outcome. Excerpts start at the evidence's offset; lines
 * are counted in the judged bytes.
 */
export function findingsOf(bytes: Buffer, hits: readonly Hit[], toContent: ToContentOffset): Finding[] {
  const kept = [...hits].sort(byWeight).slice(0, findingsPerVerdictMax).map(withEvidenceRanges)
  const lineAt = linesOf(
    bytes,
    kept.flatMap((hit) => hit.ranges.map((range) => range.offset)),
  )
  return kept.map(({ rule, ranges }) => ({
    rule: rule.rule,
    reason: rule.reason,
    tier: rule.tier,
    pack: rule.pack,
    summary: rule.summary,
    evidence: ranges.map((range) => evidenceOf(bytes, range, lineAt.get(range.offset) ?? 1, toContent)),
  }))
}

/** The ranges that are shown: in order, without those inside another one. */
export function withEvidenceRanges(hit: Hit): Hit {
  const sorted = [...hit.ranges].sort((a, b) => a.offset - b.offset || b.length - a.length)
  const ranges: YaraRange[] = []
  let covered = -1
  for (const range of sorted) {
    const end = range.offset + range.length
    if (end <= covered) continue
    covered = end
    ranges.push(range)
    if (ranges.length === evidencePerFindingMax) break
  }
  return { rule: hit.rule, ranges }
}

function byWeight(a: Hit, b: Hit): number {
  return weight(a) - weight(b) || a.rule.rule - b.rule.rule
}

function weight(hit: Hit): number {
  return hit.rule.tier === 'malicious' ? 0 : 1
}

function evidenceOf(bytes: Buffer, range: YaraRange, line: number, toContent: ToContentOffset): Evidence {
  const excerpt = bytes.subarray(range.offset, range.offset + excerptBytesMax)
  return {
    offset: toContent(range.offset),
    length: range.length,
    line,
    layer: [],
    excerpt: excerpt.toString('base64'),
  }
}

/** Line of each offset; every byte is looked at once, however many offsets there are. */
function linesOf(bytes: Buffer, offsets: readonly number[]): ReadonlyMap<number, number> {
  const lines = new Map<number, number>()
  let line = 1
  let next = bytes.indexOf(lineFeed)
  for (const offset of [...offsets].sort((a, b) => a - b)) {
    while (next !== -1 && next < offset) {
      line += 1
      next = bytes.indexOf(lineFeed, next + 1)
    }
    lines.set(offset, line)
  }
  return lines
}

const lineFeed = 0x0a
