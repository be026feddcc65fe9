import { hitsOfRuleMax, traceStepsMax } from '../../../domain/engineLimits.ts'
import type { EngineHit } from '../../analysis.ts'
import { traceWords } from '../abstract.ts'
import type { CallFact, Observer } from '../callFact.ts'
import { withoutEncoder } from './encoders.ts'
import { createHandles } from './handles.ts'
import { capabilityHits } from './capabilities.ts'
import { createJournal } from './journal.ts'
import type { Sighting } from './values.ts'
import { watchCalls } from './watchCalls.ts'
import { watchCode } from './watchCode.ts'
import { watchCommands } from './watchCommands.ts'
import { watchIncludes } from './watchIncludes.ts'
import { watchWrites } from './watchWrites.ts'

/** An observer for one content; `text` is the whole of it, latin1. */
export function createObserver(text: string): Observer {
  const hits = createHits()
  const handles = createHandles()
  const journal = createJournal(text)
  return {
    call: (fact) => {
      handles.note(fact)
      const sightings = sightingsOf(fact)
      for (const sighting of sightings) hits.add(sighting, fact)
      journal.note(fact, sightings)
    },
    finish: () => {
      for (const { sighting, fact } of capabilityHits(journal)) hits.add(sighting, fact)
      return withoutEncoder(text, hits.all())
    },
  }

  function sightingsOf(fact: CallFact): Sighting[] {
    return [
      ...watchCode(fact),
      ...watchCommands(fact),
      ...watchCalls(fact),
      ...watchIncludes(fact),
      ...watchWrites(fact, handles),
    ]
  }
}

/** Hits by rule; each place counts once. */
function createHits(): { add: (sighting: Sighting, fact: CallFact) => void; all: () => EngineHit[] } {
  const byRule = new Map<number, Map<number, EngineHit>>()
  return {
    add: (sighting, fact) => {
      const places = byRule.get(sighting.rule) ?? new Map<number, EngineHit>()
      byRule.set(sighting.rule, places)
      const { start } = fact.place.span
      if (places.has(start) || places.size === hitsOfRuleMax) return
      places.set(start, hitOf(sighting, fact))
    },
    all: () => [...byRule.values()].flatMap((places) => [...places.values()]),
  }
}

function hitOf({ rule, value }: Sighting, fact: CallFact): EngineHit {
  const { span, layer, excerpt } = fact.place
  return {
    rule,
    spans: [span],
    layer,
    excerpt,
    trace: [...traceWords(value?.trace ?? null, traceStepsMax - 1), wordOf(fact)],
  }
}

/** How a sink is called when a person is told of it. */
function wordOf(fact: CallFact): string {
  if (fact.kind === 'shell') return '`...`'
  if (fact.kind === 'eval' || fact.kind === 'include' || fact.kind === 'echo') return fact.kind
  return fact.name === null ? '$f(...)' : safeName(fact.name)
}

/** Names are the sample's; only letters of an identifier are shown. */
function safeName(name: string): string {
  return name.slice(0, nameCharsMax).replace(/[^a-z0-9_:]/g, '?')
}

const nameCharsMax = 64
