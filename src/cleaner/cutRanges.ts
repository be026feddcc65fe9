import { cleanCutsMax, cutPassesMax } from '../domain/actingLimits.ts'
import type { CleanAnswer } from '../domain/cleaning.ts'
import type { FileClass } from '../domain/fileClass.ts'
import { outcomeOf } from '../domain/verdict.ts'
import type { Verdict } from '../domain/verdict.ts'
import { analyse } from '../engine/analyse.ts'
import { identify } from '../engine/identify/identify.ts'
import type { Span } from '../engine/span.ts'
import { cutOnce } from './cut/cutOnce.ts'
import { restOf } from './cut/restOf.ts'
import { proveSyntax } from './cut/proveSyntax.ts'
import type { JudgeBytes } from './judgeBytes.ts'
import { refusalAfter, refuse } from './refusal.ts'
import { bytesOf, without } from './slices.ts'

/** A malicious content and what today's rules say of it. */
interface CutJob {
  readonly content: Buffer
  readonly fileClass: FileClass
  readonly verdict: Verdict
}

/**
 * The content without the exact ranges of its findings and of what is there for them alone. Cut again when something is still
 * found, at most cutPassesMax times. Refused when what is left is not clean, has other tokens than before, or is nothing.
 */
export function cutRanges({ content, fileClass, verdict }: CutJob, judge: JudgeBytes): CleanAnswer {
  let slices: readonly Span[] = [{ start: 0, end: content.length }]
  let found = verdict
  for (let pass = 1; pass <= cutPassesMax; pass += 1) {
    const bytes = bytesOf(content, slices)
    const analysed = { bytes, fileClass, contentKind: identify(bytes) }
    const cut = cutOnce(analysed, analyse(analysed), found)
    if (cut.state === 'refused') return refuse(cut.reason)
    slices = without(slices, cut.ranges)
    found = judge(bytesOf(content, slices))
    const outcome = outcomeOf(found)
    if (outcome === 'clean') return proven({ content, slices, passes: pass })
    if (outcome !== 'malicious') return refuse(refusalAfter[outcome])
  }
  return refuse('output-still-malicious')
}

interface Output {
  readonly content: Buffer
  readonly slices: readonly Span[]
  readonly passes: number
}

function proven({ content, slices, passes }: Output): CleanAnswer {
  const output = bytesOf(content, slices)
  if (!/\S/.test(output.toString('latin1'))) return refuse('nothing-left')
  if (slices.length > cleanCutsMax) return refuse('too-large')
  const proof = proveSyntax(content, output, slices)
  return proof === 'broken'
    ? refuse('output-broken')
    : { state: 'cut', slices, syntax: proof, passes, rest: restOf(content, slices) }
}
