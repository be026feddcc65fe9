import type { Clock } from '../domain/clock.ts'
import { HoldfastError } from '../domain/errors.ts'
import {
  admissionInputBytes,
  admissionInputsMax,
  admissionMsMax,
  admissionProbeBytes,
  admissionProbeMsMax,
  admissionRunsMax,
} from '../domain/limits.ts'
import type { RuleInfo, RulePack } from '../domain/ruleset.ts'
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
  if (pack.format === 'yara') refuseSlowRules(engine, pack, clock)
  return data.rules
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
  const outline = outlineOf(pack.source.toString())
  const compiled = engine.compile([pack])
  for (const filler of fillersOf(pack.name, outline)) {
    if (measure(compiled, fill(filler, admissionProbeBytes), clock) <= admissionProbeMsMax) continue
    const input = fill(filler, admissionInputBytes)
    if (bestOf(compiled, input, clock) <= admissionMsMax) continue
    throw slowRule(pack, slowestRule(engine, outline, input, clock), filler)
  }
}

function fillersOf(pack: string, outline: SourceOutline): ReadonlySet<string> {
  const fillers = new Set(commonFillers)
  for (const rule of outline.rules) {
    const samples = rule.patterns.flatMap(samplesOf).filter((sample) => sample !== '')
    for (const sample of samples) fillers.add(sample)
    if (samples.length > 1) fillers.add(samples.join('\n'))
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
  const scan = compiled.scan(input, admissionMsMax)
  const milliseconds = (clock.monotonicMicros() - start) / 1000
  return scan.state === 'done' ? milliseconds : Infinity
}

function bestOf(compiled: CompiledYara, input: Buffer, clock: Stopwatch): number {
  let best = Infinity
  for (let run = 0; run < admissionRunsMax && best > admissionMsMax; run += 1) {
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
