import { traceStepCharsMax } from '../../../domain/engineLimits.ts'
import type { VerdictLimit } from '../../../domain/verdict.ts'
import { nothingFound } from '../../analysis.ts'
import type { Analysis, EngineHit, Layer } from '../../analysis.ts'
import type { Span } from '../../span.ts'
import { wantsJavaScript } from './prefilter.ts'
import { parseScript } from './programs.ts'
import { rangesAround } from './ranges.ts'
import { maliciousRules } from './rules/malicious.ts'
import type { FactRule } from './rules/malicious.ts'
import { sceneOf } from './rules/scene.ts'
import type { Scene, Stage } from './rules/scene.ts'
import { isForeignEnd, looksObfuscated, obfuscatedSpan } from './rules/shape.ts'
import { suspiciousRules } from './rules/suspicious.ts'
import { interpret } from './run/interpret.ts'
import type { Run } from './run/interpret.ts'
import { traceOf } from './rules/trace.ts'
import { topStatements } from './statements.ts'

/**
 * What a script does to those who load it. A text that is no script, or has nothing that the rules are about, costs one
 * pass. The first range of a hit is the statement, or statements next to each other, that would be cut.
 */
export function analyseJavaScript(text: string): Analysis {
  if (!wantsJavaScript(text)) return nothingFound
  const parts = parseScript(text)
  const isPacked = looksObfuscated(text)
  const obfuscated = isPacked ? [obfuscatedHit(text)] : []
  if (parts.length === 0) return { ...nothingFound, hits: obfuscated }
  const run = interpret(text, parts, {
    parse: parseScript,
    writing: isPacked || isDecoder(text) ? 'packed' : 'plain',
  })
  const statements = topStatements(parts)
  const ranges = new Map<number, readonly Span[]>()
  const stage: Stage = {
    text,
    facts: run.facts,
    words: run.words,
    rangesAround: (at) => {
      const seen = ranges.get(at) ?? rangesAround(text, statements, at)
      ranges.set(at, seen)
      return seen
    },
  }
  const hits = [...hitsOf(stage, text), ...obfuscated]
  // What packs itself so that it cannot be run to its end is not known to be harmless.
  const limits: VerdictLimit[] = run.budget === 'spent' && isPacked ? ['engine-limit'] : []
  return { ...nothingFound, hits, layers: layersOf(run, stage), limits }
}

/** Code that makes a text of another one; bundles have that for their own purposes. */
function isDecoder(text: string): boolean {
  return text.length <= decoderCharsMax && packs.test(text)
}

const decoderCharsMax = 131_072
const packs = /fromCharCode|\beval\b|\batob\b|unescape/

function hitsOf(stage: Stage, text: string): EngineHit[] {
  const scenes = stage.facts.map((fact) => sceneOf(stage, fact))
  const malicious = matches(scenes, maliciousRules)
  // What is known to be malicious needs no second, weaker name.
  const named = new Set(malicious.map(({ scene }) => scene.fact.at))
  const rest = scenes.filter(({ fact }) => !named.has(fact.at))
  const ends = rest
    .filter(
      (scene) => scene.fact.kind === 'script' && isForeignEnd(scene.fact, scene.ranges()[0] ?? none, text),
    )
    .map((scene) => ({ rule: foreignEndRule, scene }))
  return oneAPlace([...malicious, ...matches(rest, suspiciousRules), ...ends])
}

const none: Span = { start: 0, end: 0 }
const foreignEndRule = 2532
const obfuscatedRule = 2530

interface Match {
  readonly rule: number
  readonly scene: Scene
}

function matches(scenes: readonly Scene[], rules: readonly FactRule[]): Match[] {
  return scenes.flatMap((scene) =>
    rules
      .filter(({ kinds, isTrue }) => kinds.includes(scene.fact.kind) && isTrue(scene))
      .map(({ rule }) => ({ rule, scene })),
  )
}

/** A rule speaks once of a statement. */
function oneAPlace(found: readonly Match[]): EngineHit[] {
  const hits = new Map<string, EngineHit>()
  for (const { rule, scene } of found) {
    const spans = scene.ranges()
    const key = `${rule} ${spans[0]?.start ?? 0}`
    if (spans.length === 0 || hits.has(key)) continue
    const { layer, excerpt } = scene.fact
    hits.set(key, { rule, spans, layer, excerpt, trace: traceOf(scene) })
  }
  return [...hits.values()]
}

function obfuscatedHit(text: string): EngineHit {
  const span = obfuscatedSpan(text)
  const excerpt = text.slice(span.start, span.end).slice(0, traceStepCharsMax)
  return { rule: obfuscatedRule, spans: [span], layer: [], excerpt, trace: ['packed names'] }
}

function layersOf(run: Run, stage: Stage): Layer[] {
  return run.made.map(({ names, text, at }) => ({
    names,
    text: toLatin1(text),
    origin: stage.rangesAround(at)[0] ?? { start: at, end: at + 1 },
  }))
}

/** A layer is bytes, as the content is: letters beyond are written as utf-8. */
function toLatin1(text: string): string {
  return /[\u0100-\uffff]/.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text
}
