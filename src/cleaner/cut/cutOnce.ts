import { cleanCutsMax, cutStepsMax } from '../../domain/actingLimits.ts'
import type { CleanRefusal } from '../../domain/cleaning.ts'
import type { Verdict } from '../../domain/verdict.ts'
import type { AnalysedContent } from '../../engine/analyse.ts'
import type { Analysis } from '../../engine/analysis.ts'
import type { PhpReading } from '../../engine/php/lex/lexPhp.ts'
import { parsePhp } from '../../engine/php/parse/parsePhp.ts'
import { phpRegions } from '../../engine/regions.ts'
import type { Span } from '../../engine/span.ts'
import { cutPhp } from './cutPhp.ts'
import { extentsOf, mergeTouching } from './extents.ts'
import { marksOf } from './marks.ts'
import { readingsOf } from './reading.ts'

export type Cut =
  | { readonly state: 'cut'; readonly ranges: readonly Span[] }
  | { readonly state: 'refused'; readonly reason: CleanRefusal }

/** What to take out of a malicious content, in order and apart. */
export function cutOnce(content: AnalysedContent, analysis: Analysis, verdict: Verdict): Cut {
  const marks = marksOf(content.bytes, analysis, verdict)
  if (marks.state === 'refused') return marks
  const statements = marks.inPhp.length === 0 ? noRanges : statementRanges(content, marks.inPhp)
  if (statements.state === 'refused') return statements
  const ranges = mergeTouching([...marks.exact, ...statements.ranges])
  if (ranges.length >= cleanCutsMax) return { state: 'refused', reason: 'too-large' }
  return ranges.length === 0 ? { state: 'refused', reason: 'no-place' } : { state: 'cut', ranges }
}

const noRanges: Cut = { state: 'cut', ranges: [] }

/** Thrown through the walk of a tree that never ends. */
class StepsUsedUp extends Error {}

/** In the first reading of the content in which the findings stand in code. */
function statementRanges({ bytes }: AnalysedContent, marks: readonly Span[]): Cut {
  const text = bytes.toString('latin1')
  let cut: Cut = { state: 'refused', reason: 'not-understood' }
  for (const reading of readingsOf(text)) {
    cut = rangesIn(text, reading, marks)
    if (cut.state === 'cut' || cut.reason !== 'not-understood') return cut
  }
  return cut
}

function rangesIn(text: string, reading: PhpReading, marks: readonly Span[]): Cut {
  let steps = 0
  const step = (): void => {
    steps += 1
    if (steps > cutStepsMax) throw new StepsUsedUp('more nodes than one cut looks at')
  }
  try {
    const cut = cutPhp({ text, program: parsePhp(text, reading), marks }, step)
    if (cut.state === 'refused') return cut
    return { state: 'cut', ranges: extentsOf(text, phpRegions(text, reading.tags), cut.statements) }
  } catch (error) {
    if (error instanceof StepsUsedUp) return { state: 'refused', reason: 'too-large' }
    throw error
  }
}
