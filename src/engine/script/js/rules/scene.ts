import { marks, marksOf, textOf } from '../run/value.ts'
import type { Fact } from '../run/fact.ts'
import { hostOfAddress, isForeign } from '../hosts.ts'
import type { Span } from '../../../span.ts'

/** A fact with what belongs to it. */
export interface Scene {
  readonly fact: Fact
  /** Known text of the target, `''` when it is not known. */
  readonly address: string
  /** Marks of the target, and of what is sent along. */
  readonly targetMarks: number
  readonly dataMarks: number
  /** The target is hidden, or stands in code that was. */
  readonly isHidden: boolean
  /** The statements that belong together; the one with the fact first. */
  readonly ranges: () => readonly Span[]
  /** Strings in those statements, one a line. */
  readonly words: () => string
  /** Everything done in those statements. */
  readonly around: () => readonly Fact[]
}

/** What a rule needs to know of a whole run. */
export interface Stage {
  readonly text: string
  readonly facts: readonly Fact[]
  readonly words: readonly { readonly at: number; readonly text: string }[]
  readonly rangesAround: (at: number) => readonly Span[]
}

export function sceneOf(stage: Stage, fact: Fact): Scene {
  const ranges = once(() => stage.rangesAround(fact.at))
  const isInside = (at: number): boolean => ranges().some(({ start, end }) => start <= at && at < end)
  const words = once(() =>
    stage.words
      .filter(({ at }) => isInside(at))
      .map(({ text }) => text)
      .join('\n'),
  )
  const targetMarks = fact.target.marks
  return {
    fact,
    address: textOf(fact.target) ?? '',
    targetMarks,
    dataMarks: marksOf(fact.data),
    isHidden:
      (targetMarks & marks.hidden) !== 0 || fact.layer.includes('decoded') || isMadeUp(stage.text, fact),
    ranges,
    words,
    around: once(() => stage.facts.filter(({ at }) => isInside(at))),
  }
}

/**
 * The host of an address stands nowhere in the content, not even its last two names: it was computed. Packed code has every
 * name in pieces, which says nothing.
 */
function isMadeUp(text: string, { target, layer }: Fact): boolean {
  if (layer.length > 0) return false
  const host = hostOfAddress(textOf(target) ?? '')
  if (host === undefined) return false
  const name = host.split('.').slice(-2).join('.')
  return !text.toLowerCase().includes(name)
}

function once<Result>(compute: () => Result): () => Result {
  let result: { readonly value: Result } | undefined
  return () => {
    result ??= { value: compute() }
    return result.value
  }
}

/** Bits of the marks. */
export function has(value: number, bits: number): boolean {
  return (value & bits) !== 0
}

/** Another machine, that is not one of those that everybody uses. */
export function goesAway({ address }: Scene): boolean {
  return isForeign(address)
}

/** Another machine, or one that nobody is to know. */
export function goesAwayOrHidden(scene: Scene): boolean {
  return goesAway(scene) || (scene.isHidden && scene.address === '')
}
