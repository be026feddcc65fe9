import { traceStepsMax } from '../../domain/engineLimits.ts'
import { excerptBytesMax } from '../../domain/limits.ts'
import type { EngineHit, EngineRule } from '../analysis.ts'
import { traceStep } from '../traceStep.ts'
import { removalSpans } from './apache/removal.ts'
import type { ApacheFile, Directive } from './apache/parse.ts'

/** One rule that is true for a configuration file. */
export interface ConfigFinding {
  readonly rule: EngineRule
  /** All that has to go for it not to be true any more, in the order of the file; never empty. */
  readonly directives: readonly Directive[]
  /** The one of them that does the harm. */
  readonly sink: Directive
}

export type ConfigFinder = (file: ApacheFile) => readonly ConfigFinding[]

export function finding(rule: EngineRule, directive: Directive): ConfigFinding {
  return { rule, directives: [directive], sink: directive }
}

/** One hit for each rule, with the places of all its findings, those of the first sink first. */
export function hitsOf(file: ApacheFile, findings: readonly ConfigFinding[]): readonly EngineHit[] {
  const rules = new Set(findings.map(({ rule }) => rule))
  return [...rules].map((rule) =>
    hitOf(
      file,
      rule,
      findings.filter((found) => found.rule === rule),
    ),
  )
}

function hitOf(file: ApacheFile, rule: EngineRule, findings: readonly ConfigFinding[]): EngineHit {
  const directives = findings.flatMap((found) => found.directives)
  const sink = findings[0]?.sink
  const spans = removalSpans(file, directives)
  const isSink = spans.filter(
    ({ start, end }) => sink !== undefined && start <= sink.span.start && sink.span.end <= end,
  )
  return {
    rule: rule.rule,
    spans: [...isSink, ...spans.filter((span) => !isSink.includes(span))],
    layer: [],
    excerpt: (sink?.text ?? '').slice(0, excerptBytesMax),
    trace: directives.slice(0, traceStepsMax).map(({ text }) => traceStep(text)),
  }
}
