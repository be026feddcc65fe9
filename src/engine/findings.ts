import { evidencePerFindingMax, excerptBytesMax, findingsPerVerdictMax } from '../domain/limits.ts'
import type { Evidence, Finding } from '../domain/verdict.ts'
import type { JudgingRule } from './ruleDescription.ts'

/** One rule that hit, with its places in the judged bytes. */
export interface Hit {
  readonly rule: JudgingRule
  readonly places: readonly HitPlace[]
  /** From source to sink; empty for a pattern. */
  readonly trace: readonly string[]
}

/** What stands in a layer has the place of the statement that makes the layer, and an excerpt of its own. */
export interface HitPlace {
  readonly offset: number
  readonly length: number
  /** Decoders on the way, outermost first; empty for the judged bytes themselves. */
  readonly layer: readonly string[]
  /** latin1; null takes the judged bytes at `offset`. */
  readonly excerpt: string | null
}

/** From the judged bytes to the content: the same, except behind the gap of a content judged by its ends. */
export type ToContentOffset = (offset: number) => number

/**
 * Findings, the malicious first, so that a cut never changes the outcome. Hits of one rule are one finding. Lines are
 * counted in the judged bytes.
 */
export function findingsOf(bytes: Buffer, hits: readonly Hit[], toContent: ToContentOffset): Finding[] {
  const kept = joinedByRule(hits).sort(byWeight).slice(0, findingsPerVerdictMax).map(withEvidencePlaces)
  const lineAt = linesOf(
    bytes,
    kept.flatMap((hit) => hit.places.map((place) => place.offset)),
  )
  return kept.map(({ rule, places, trace }) => ({
    rule: rule.rule,
    reason: rule.reason,
    tier: rule.tier,
    pack: rule.pack,
    summary: rule.summary,
    evidence: places.map((place) => evidenceOf(bytes, place, lineAt.get(place.offset) ?? 1, toContent)),
    trace,
  }))
}

/** The places that are shown: in order, without those inside another one of the same layer. */
export function withEvidencePlaces(hit: Hit): Hit {
  const sorted = [...hit.places].sort((a, b) => a.offset - b.offset || b.length - a.length)
  const places: HitPlace[] = []
  const covered = new Map<string, number>()
  for (const place of sorted) {
    const layer = place.layer.join('\0')
    const end = place.offset + place.length
    if (end <= (covered.get(layer) ?? -1)) continue
    covered.set(layer, end)
    places.push(place)
    if (places.length === evidencePerFindingMax) break
  }
  return { ...hit, places }
}

/** The trace is the first one that says something: every hit of a rule tells the same story with other names. */
function joinedByRule(hits: readonly Hit[]): Hit[] {
  const joined = new Map<number, Hit>()
  for (const hit of hits) {
    const known = joined.get(hit.rule.rule)
    joined.set(hit.rule.rule, {
      rule: hit.rule,
      places: [...(known?.places ?? []), ...hit.places],
      trace: known === undefined || known.trace.length === 0 ? hit.trace : known.trace,
    })
  }
  return [...joined.values()]
}

function byWeight(a: Hit, b: Hit): number {
  return weight(a) - weight(b) || a.rule.rule - b.rule.rule
}

function weight(hit: Hit): number {
  return hit.rule.tier === 'malicious' ? 0 : 1
}

function evidenceOf(bytes: Buffer, place: HitPlace, line: number, toContent: ToContentOffset): Evidence {
  const { offset, length, layer } = place
  const excerpt =
    place.excerpt === null
      ? bytes.subarray(offset, offset + excerptBytesMax)
      : Buffer.from(place.excerpt.slice(0, excerptBytesMax), 'latin1')
  return { offset: toContent(offset), length, line, layer, excerpt: excerpt.toString('base64') }
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
