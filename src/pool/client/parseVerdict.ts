import {
  layerNameCharsMax,
  layerNamesMax,
  traceStepCharsMax,
  traceStepsMax,
} from '../../domain/engineLimits.ts'
import {
  evidencePerFindingMax,
  excerptBytesMax,
  findingsPerVerdictMax,
  hashedBytesMax,
} from '../../domain/limits.ts'
import type { RuleInfo } from '../../domain/ruleset.ts'
import type { Evidence, Finding, FindingShape, Label, Verdict } from '../../domain/verdict.ts'
import { cleanVerdict } from '../../domain/verdict.ts'
import { finite, integer, list, oneOf, record, text, wrong } from './parseWire.ts'

/** The loaded rules by number: a finding of any other rule, or told differently than its rule, is a lie. */
export type RuleTable = ReadonlyMap<number, RuleInfo>

// `crash` and `budget` are main's words: a reader that says them about itself is not believed.
const readerLimits = ['timeout', 'too-large', 'engine-limit'] as const
const labels: readonly Label[] = ['encoded', 'allowed', 'php-in-image']
const excerptPattern = /^[A-Za-z0-9+/]*={0,2}$/

/** A verdict as the reader sent it, as a Verdict; throws HF_READER_FAILED when it is not one. */
export function parseVerdict(value: unknown, rules: RuleTable): Verdict {
  if (value === 'clean') return cleanVerdict
  const fields = record(value, 'verdict')
  const findings = list(fields['findings'], 'findings', findingsPerVerdictMax).map((finding) =>
    parseFinding(finding, rules),
  )
  const limits = list(fields['limits'], 'limits', readerLimits.length).map((limit) =>
    oneOf(limit, 'limit', readerLimits),
  )
  const shape = fields['shape'] === null ? null : parseShape(fields['shape'])
  if ((findings.length === 0) !== (shape === null)) throw wrong('shape')
  return {
    findings,
    limits,
    labels: list(fields['labels'], 'labels', labels.length).map((label) => oneOf(label, 'label', labels)),
    shape,
  }
}

/** Rule text comes from the table that was loaded before any content was read, only the place comes from here. */
function parseFinding(value: unknown, rules: RuleTable): Finding {
  const fields = record(value, 'finding')
  const info = rules.get(finite(fields['rule'], 'rule'))
  if (info === undefined || info.pack !== fields['pack']) throw wrong('rule')
  return {
    rule: info.rule,
    reason: info.reason,
    tier: info.tier,
    pack: info.pack,
    summary: info.summary,
    evidence: list(fields['evidence'], 'evidence', evidencePerFindingMax).map(parseEvidence),
    trace: list(fields['trace'], 'trace', traceStepsMax).map(parseTraceStep),
  }
}

/** Printable ASCII: it is shown as it is. */
function parseTraceStep(value: unknown): string {
  const step = text(value, 'trace', traceStepCharsMax)
  if (!/^[ -~]*$/.test(step)) throw wrong('trace')
  return step
}

function parseEvidence(value: unknown): Evidence {
  const fields = record(value, 'evidence')
  const excerpt = text(fields['excerpt'], 'excerpt', Math.ceil(excerptBytesMax / 3) * 4)
  if (!excerptPattern.test(excerpt)) throw wrong('excerpt')
  return {
    offset: integer(fields['offset'], 'offset', 0, hashedBytesMax),
    length: integer(fields['length'], 'length', 0, hashedBytesMax),
    line: integer(fields['line'], 'line', 1, hashedBytesMax),
    layer: list(fields['layer'], 'layer', layerNamesMax).map((name) =>
      text(name, 'layer', layerNameCharsMax),
    ),
    excerpt,
  }
}

function parseShape(value: unknown): FindingShape {
  const fields = record(value, 'shape')
  const blocks = integer(fields['blocks'], 'blocks', 0, hashedBytesMax)
  const firstLine = integer(fields['firstLine'], 'first line', 1, hashedBytesMax)
  const otherCode = fields['otherCode']
  if (typeof otherCode !== 'boolean') throw wrong('shape')
  return {
    blocks,
    blocksHit: integer(fields['blocksHit'], 'blocks hit', 0, blocks),
    firstLine,
    lastLine: integer(fields['lastLine'], 'last line', firstLine, hashedBytesMax),
    otherCode,
  }
}
