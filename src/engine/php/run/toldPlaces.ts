import type { Span } from '../../span.ts'
import type { Taint } from '../abstract.ts'

/** What the observer was told of each place, so that a loop does not tell it ten thousand times. */
export type Told = Map<Span, PlaceTold>

interface PlaceTold {
  readonly knowledge: Set<string>
  taint: Taint
}
