import { traceStepCharsMax, traceStepsMax } from '../../domain/engineLimits.ts'
import { nothingFound } from '../analysis.ts'
import type { Analysis, EngineHit } from '../analysis.ts'
import { pageOf } from './page.ts'
import { phishingForms } from './rules/forms.ts'
import { hiddenFrames, outsideScripts } from './rules/frames.ts'
import { hiddenLinks } from './rules/links.ts'
import type { Found, MarkupRule } from './rules/markupRule.ts'
import { wholePages } from './rules/pages.ts'
import { pictureScripts } from './rules/pictures.ts'
import { scriptsOf } from './scripts.ts'

/**
 * What a page or a vector picture does to those who open it, its scripts included; PHP in it is passed over. A text that is
 * no page costs one pass. The first range of a hit is what would be cut: an element, an attribute, or the whole page.
 */
export function analyseMarkup(text: string): Analysis {
  const page = text.includes('<') ? pageOf(text) : undefined
  if (page === undefined) return nothingFound
  const found = rules.flatMap((rule) => rule(page))
  const scripts = scriptsOf(page)
  return {
    ...nothingFound,
    hits: [...found.map((one) => hitOf(text, one)), ...scripts.hits],
    layers: scripts.layers,
    limits: scripts.limits,
  }
}

const rules: readonly MarkupRule[] = [
  hiddenFrames,
  outsideScripts,
  hiddenLinks,
  phishingForms,
  wholePages,
  pictureScripts,
]

function hitOf(text: string, { rule, span, trace }: Found): EngineHit {
  const words = trace.map((word) => word.replace(/[^ -~]/g, '?').slice(0, traceStepCharsMax))
  return {
    rule,
    spans: [span],
    layer: [],
    excerpt: text.slice(span.start, Math.min(span.end, span.start + excerptChars)),
    trace: words.slice(0, traceStepsMax),
  }
}

const excerptChars = 160
