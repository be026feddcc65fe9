import type { CleanAim, CleanAnswer, CleanRefusal } from '../domain/cleaning.ts'
import { cleanCutsMax, replacedLineBytesMax } from '../domain/actingLimits.ts'
import type { FileClass } from '../domain/fileClass.ts'
import type { Verdict } from '../domain/verdict.ts'
import { outcomeOf } from '../domain/verdict.ts'
import type { Span } from '../engine/span.ts'
import { closureTest, overlaps } from './closure.ts'
import type { FindingPlaces } from './closure.ts'
import type { Hunk } from './hunks.ts'
import { hunksBetween } from './hunks.ts'
import { cutRanges } from './cutRanges.ts'
import type { JudgeBytes } from './judgeBytes.ts'
import { bytesOf, without } from './slices.ts'
import { refusalAfter, refusalBefore, refuse } from './refusal.ts'

/** An infected content, whole, and the clean version it is held against; null for the aims `ranges` and `trim`. */
export interface CleanJob {
  readonly aim: CleanAim
  readonly fileClass: FileClass
  readonly content: Buffer
  readonly base: Buffer | null
}

/**
 * What may take the place of the content. Code that no finding covers is never given up: it is kept, or the answer is a
 * refusal. Whatever is kept or put back was judged, and is clean.
 */
export function cleanContent({ aim, fileClass, content, base }: CleanJob, judge: JudgeBytes): CleanAnswer {
  const verdict = judge(content)
  const outcome = outcomeOf(verdict)
  if (outcome !== 'malicious') return refuse(refusalBefore[outcome])
  if (aim === 'trim') return { state: 'empty' }
  if (aim === 'ranges') return cutRanges({ content, fileClass, verdict }, judge)
  if (base === null || base.length === 0) return refuse('no-clean-version')
  const baseOutcome = outcomeOf(judge(base))
  if (baseOutcome !== 'clean') return refuse(refusalAfter[baseOutcome])
  if (aim === 'whole') return { state: 'put-back', change: 'replaces' }
  return cleanAgainst({ aim, content, base, verdict }, judge)
}

interface Comparing {
  readonly aim: 'own' | 'other'
  readonly content: Buffer
  readonly base: Buffer
  readonly verdict: Verdict
}

function cleanAgainst({ aim, content, base, verdict }: Comparing, judge: JudgeBytes): CleanAnswer {
  const malicious = placesOf(content, verdict, 'malicious')
  if (malicious.every(isPlaceless)) return refuse('no-place')
  const comparison = hunksBetween(base, content)
  if (comparison.state === 'too-large') return refuse('too-large')
  const hit = comparison.hunks.filter(({ content: span }) => isHit(span, malicious))
  if (hit.length > cleanCutsMax) return refuse('too-large')
  const named = [...malicious, ...placesOf(content, verdict, 'suspicious')]
  const reason = refusalOf(hit, { aim, named, content })
  if (reason !== undefined) return refuse(reason)
  const isAll = hit.length === comparison.hunks.length
  const replaces = hit.some(({ base: span }) => span.start < span.end)
  if (isAll) return { state: 'put-back', change: replaces ? 'replaces' : 'removes' }
  if (replaces) return refuse('not-only-insertions')
  // Whatever such a finding means could be in what is kept, and would not be found again after any change.
  if (malicious.some(isPlaceless)) return refuse('no-place')
  return keepRest(hit, content, judge)
}

function isPlaceless(places: FindingPlaces): boolean {
  return places.length === 0
}

function isHit(span: Span, findings: readonly FindingPlaces[]): boolean {
  return findings.some((places) => places.some((place) => overlaps(place, span)))
}

/** Every finding lies in changes, and every change with a malicious finding is nothing but what belongs to findings. */
function refusalOf(
  hit: readonly Hunk[],
  {
    aim,
    named,
    content,
  }: { readonly aim: 'own' | 'other'; readonly named: readonly FindingPlaces[]; readonly content: Buffer },
): CleanRefusal | undefined {
  const isFound = (places: FindingPlaces): boolean => hit.some((hunk) => isHit(hunk.content, [places]))
  if (hit.length === 0 || !named.every((places) => isPlaceless(places) || isFound(places)))
    return 'findings-remain'
  const isClosed = closureTest(content, named)
  if (!hit.every((hunk) => isClosed(hunk.content, lineBytesMaxOf(hunk)))) return 'hunks-mix'
  const replaces = hit.some(({ base }) => base.start < base.end)
  return replaces && aim === 'other' ? 'not-only-insertions' : undefined
}

/** What was put in goes with its line. Where bytes of the clean version are gone too, a long line may be the owner's new one. */
function lineBytesMaxOf({ base }: Hunk): number {
  return base.start < base.end ? replacedLineBytesMax : Infinity
}

/** A range that is the whole content, and one in an unwrapped layer, is no place in the file. */
function placesOf(
  content: Buffer,
  { findings }: Verdict,
  tier: 'malicious' | 'suspicious',
): readonly FindingPlaces[] {
  return findings
    .filter((finding) => finding.tier === tier)
    .map(({ evidence }) =>
      evidence
        .filter(({ layer, length }) => layer.length === 0 && length > 0 && length < content.length)
        .map(({ offset, length }) => withoutEdges(content, { start: offset, end: offset + length })),
    )
}

/**
 * Rules look at the byte before a word to know that it is one; that byte is the end of another line or statement. A place
 * of nothing else stays as it is.
 */
function withoutEdges(content: Buffer, place: Span): Span {
  let { start, end } = place
  while (start < end && leadingEdges.includes(content[start] ?? 0)) start += 1
  while (start < end && blanks.includes(content[end - 1] ?? 0)) end -= 1
  return start === end ? place : { start, end }
}

const blanks = Buffer.from(' \t\r\n')
const leadingEdges = Buffer.from(' \t\r\n;,{}()')

function keepRest(removed: readonly Hunk[], content: Buffer, judge: JudgeBytes): CleanAnswer {
  const slices = without(
    [endToEnd(content)],
    removed.map((hunk) => hunk.content),
  )
  const outcome = outcomeOf(judge(bytesOf(content, slices)))
  return outcome === 'clean' ? { state: 'keep', slices } : refuse(refusalAfter[outcome])
}

function endToEnd({ length }: Buffer): Span {
  return { start: 0, end: length }
}
