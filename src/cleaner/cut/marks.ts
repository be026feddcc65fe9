import type { CleanRefusal } from '../../domain/cleaning.ts'
import type { Evidence, Finding, Verdict } from '../../domain/verdict.ts'
import type { Analysis, EngineHit } from '../../engine/analysis.ts'
import { enginePack } from '../../engine/engineRules.ts'
import { phpRegions } from '../../engine/regions.ts'
import type { Span } from '../../engine/span.ts'

/** Where the malicious findings of one content are: ranges that can go as they are, and places in PHP statements. */
export type Marks =
  | { readonly state: 'marked'; readonly exact: readonly Span[]; readonly inPhp: readonly Span[] }
  | { readonly state: 'refused'; readonly reason: CleanRefusal }

/**
 * Our own engines know exact places; those of patterns are only followed when nothing else is left, because a pattern may
 * match in good code too.
 */
export function marksOf(bytes: Buffer, { hits }: Analysis, { findings }: Verdict): Marks {
  const malicious = findings.filter(({ tier }) => tier === 'malicious')
  const own = new Set(malicious.filter(({ pack }) => pack === enginePack).map(({ rule }) => rule))
  const marked = hits.filter(({ rule }) => own.has(rule))
  if (marked.length === 0) return suspectedMarks(hits, malicious) ?? patternMarks(bytes, malicious)
  const kinds = marked.map((hit) => ({ hit, kind: kindOf(hit.rule) }))
  if (kinds.some(({ kind }) => kind === 'none')) return { state: 'refused', reason: 'not-understood' }
  return {
    state: 'marked',
    exact: kinds.flatMap(({ hit, kind }) => (kind === 'php' ? [] : exactSpans(hit, kind))),
    inPhp: kinds.flatMap(({ hit, kind }) => (kind === 'php' ? hit.spans.slice(0, 1) : [])),
  }
}

type Kind = 'php' | 'every-span' | 'first-span' | 'none'

/** By the numbers of the engines, see engineRules.ts. */
function kindOf(rule: number): Kind {
  if (rule < 2400) return 'php'
  if (rule < 2500) return 'every-span'
  return rule < 2700 ? 'first-span' : 'none'
}

function exactSpans({ spans }: EngineHit, kind: Kind): readonly Span[] {
  return kind === 'every-span' ? spans : spans.slice(0, 1)
}

/** What the PHP engine only suspects is what a malicious pattern means when both are in one place. */
function suspectedMarks(hits: readonly EngineHit[], malicious: readonly Finding[]): Marks | undefined {
  const inPhp = hits.flatMap((hit) => (kindOf(hit.rule) === 'php' ? hit.spans.slice(0, 1) : []))
  const meets = ({ evidence }: Finding): readonly Span[] =>
    inPhp.filter((span) =>
      evidence.some(({ offset, length }) => offset < span.end && span.start < offset + length),
    )
  const met = malicious.map(meets)
  return met.some((spans) => spans.length === 0)
    ? undefined
    : { state: 'marked', exact: [], inPhp: met.flat() }
}

/** The places that a pattern matched, when all of them are in PHP code. */
function patternMarks(bytes: Buffer, malicious: readonly Finding[]): Marks {
  const text = bytes.toString('latin1')
  const regions = phpRegions(text, 'all')
  const places = malicious.map(({ evidence }) =>
    evidence.filter((place) => isPlace(place, bytes.length)).map((place) => withoutEdges(text, place)),
  )
  if (places.some((one) => one.length === 0)) return { state: 'refused', reason: 'no-place' }
  const inPhp = places.flat()
  const isCode = inPhp.every((place) =>
    regions.some((region) => region.start <= place.start && place.end <= region.end),
  )
  return isCode ? { state: 'marked', exact: [], inPhp } : { state: 'refused', reason: 'not-understood' }
}

function isPlace({ length }: Evidence, bytes: number): boolean {
  return length > 0 && length < bytes
}

const leading = /^(?:<\?(?:php|=)?|[\s;,(){}])+/i
const trailing = new Set([' ', '\t', '\r', '\n', ';', '?', '>'])

/** Patterns often begin with the byte before a word, or with the tag. */
function withoutEdges(text: string, { offset, length }: Evidence): Span {
  const found = text.slice(offset, offset + length)
  const start = offset + (leading.exec(found)?.[0].length ?? 0)
  let end = offset + length
  while (end > start && trailing.has(text.charAt(end - 1))) end -= 1
  return start < end ? { start, end } : { start: offset, end: offset + length }
}
