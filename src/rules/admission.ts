import type { Clock } from '../domain/clock.ts'
import { HoldfastError } from '../domain/errors.ts'
import {
  admissionInputBytes,
  admissionInputsMax,
  admissionMsMax,
  admissionProbeBytes,
  admissionProbeMsMax,
  admissionRunsMax,
  admissionTrendBytes,
  admissionTrendFactorMax,
  engineMsMax,
} from '../domain/limits.ts'
import type { RuleInfo, RulePack } from '../domain/ruleset.ts'
import { isPatternPack, yaraSourceOf } from '../engine/foreign/yaraSource.ts'
import { nowhere, rulesInvalid } from '../engine/invalidRules.ts'
import { buildRuleset } from '../engine/ruleset.ts'
import { outlineOf } from '../engine/yara/outline.ts'
import type { SourceOutline, SourceRule } from '../engine/yara/outline.ts'
import type { CompiledYara, YaraEngine } from '../engine/yara/engine.ts'
import { samplesOf } from './patternSamples.ts'

type Stopwatch = Pick<Clock, 'monotonicMicros'>

/**
 * May the pack be used? Compiles it (HF_RULES_INVALID) and feeds it what makes its own patterns work hardest; a rule
 * that then needs more than admissionMsMax for admissionInputBytes is refused by name (HF_RULE_SLOW), because a visitor
 * of any site could stop the scan with one file (decision 10).
 */
export function admit(engine: YaraEngine, pack: RulePack, clock: Stopwatch): readonly RuleInfo[] {
  const data = buildRuleset(engine, [pack])
  if (isPatternPack(pack)) refuseSlowRules(engine, pack, clock)
  return data.rules.filter((rule) => rule.pack === pack.name)
}

/** What no pattern has to name to be slowed down by it. */
const commonFillers = [
  'a',
  ' ',
  '\n',
  '"',
  '(',
  '$_',
  '<?php ',
  'chr(1).',
  '\\x41',
  'QUFB',
  '$a[1].',
  '<a href="',
]

function refuseSlowRules(engine: YaraEngine, pack: RulePack, clock: Stopwatch): void {
  const source = yaraSourceOf(pack)
  const outline = outlineOf(source.toString())
  const compiled = engine.compile([{ name: pack.name, source }])
  for (const filler of fillersOf(pack.name, outline)) {
    if (isHarmless(compiled, filler, clock)) continue
    const input = fill(filler, admissionInputBytes)
    if (bestOf(compiled, input, clock) <= admissionMsMax) continue
    throw slowRule(pack, slowestRule(engine, outline, input, clock), filler)
  }
}

/** Small inputs are enough for what costs nothing, and for what grows with the length and stays far below the limit. */
function isHarmless(compiled: CompiledYara, filler: string, clock: Stopwatch): boolean {
  const probe = measure(compiled, fill(filler, admissionProbeBytes), clock)
  if (probe <= admissionProbeMsMax) return true
  const trend = measure(compiled, fill(filler, admissionTrendBytes), clock)
  const expected = trend * (admissionInputBytes / admissionTrendBytes)
  return trend <= probe * admissionTrendFactorMax && expected <= admissionMsMax / 2
}

/** The texts of a rule together, because a search for texts is never more than one pass; each regex by itself. */
function fillersOf(pack: string, outline: SourceOutline): ReadonlySet<string> {
  const fillers = new Set(commonFillers)
  for (const rule of outline.rules) {
    const searches = rule.patterns.filter((pattern) => pattern.kind !== 'string')
    for (const sample of searches.flatMap(samplesOf)) if (sample !== '') fillers.add(sample)
    const all = rule.patterns.flatMap(samplesOf).join('\n')
    if (all !== '') fillers.add(all)
  }
  if (fillers.size > admissionInputsMax)
    throw rulesInvalid(nowhere(pack), 'too many patterns', 'split the pack')
  return fillers
}

function fill(filler: string, bytes: number): Buffer {
  return Buffer.alloc(bytes, filler, 'latin1')
}

/** Milliseconds; a scan that was given up counts as for ever. */
function measure(compiled: CompiledYara, input: Buffer, clock: Stopwatch): number {
  const start = clock.monotonicMicros()
  const scan = compiled.scan(input, engineMsMax)
  const milliseconds = (clock.monotonicMicros() - start) / 1000
  return scan.state === 'done' ? milliseconds : Infinity
}

/** Measured again when it is near the limit: caches and neighbours make a scan slower, never faster. */
function bestOf(compiled: CompiledYara, input: Buffer, clock: Stopwatch): number {
  let best = measure(compiled, input, clock)
  for (let run = 1; run < admissionRunsMax && best > admissionMsMax && best < 2 * admissionMsMax; run += 1) {
    best = Math.min(best, measure(compiled, input, clock))
  }
  return best
}

/** Measured one by one, each with the private rules it may refer to; undefined when no single one is to blame. */
function slowestRule(
  engine: YaraEngine,
  outline: SourceOutline,
  input: Buffer,
  clock: Stopwatch,
): SourceRule | undefined {
  let slowest: SourceRule | undefined
  let most = 0
  for (const rule of outline.rules) {
    const alone = compileAlone(engine, outline, rule)
    const milliseconds = alone === undefined ? 0 : measure(alone, input, clock)
    if (milliseconds > most) {
      slowest = rule
      most = milliseconds
    }
  }
  return slowest
}

function compileAlone(
  engine: YaraEngine,
  outline: SourceOutline,
  rule: SourceRule,
): CompiledYara | undefined {
  const imports = outline.imports.map((used) => `import "${used.module}"`)
  const needed = outline.rules.filter((other) => other.isPrivate && other !== rule).map((other) => other.text)
  try {
    return engine.compile([
      { name: 'alone', source: Buffer.from([...imports, ...needed, rule.text].join('\n')) },
    ])
  } catch (error) {
    if (error instanceof HoldfastError && error.code === 'HF_RULES_INVALID') return undefined
    throw error
  }
}

function slowRule(pack: RulePack, rule: SourceRule | undefined, filler: string): HoldfastError {
  const name = rule === undefined ? pack.name : `${pack.name}, rule ${rule.identifier} (line ${rule.line})`
  const message = `${name}: needs more than ${admissionMsMax} ms for 256 KiB of ${JSON.stringify(filler.slice(0, 60))}`
  return new HoldfastError('HF_RULE_SLOW', message, {
    facts: { pack: pack.name, rule: rule?.identifier ?? null, line: rule?.line ?? null },
    hint: 'bound its repetitions, and put no {n,} over a group in front of a part that must follow',
  })
}
