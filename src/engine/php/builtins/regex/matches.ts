import type { Meter } from '../../value.ts'
import type { Automaton } from './compilePattern.ts'
import { runPattern } from './runPattern.ts'
import type { Places } from './runPattern.ts'

/** Matches one behind the other, as `preg_match_all` and `preg_replace` go through a text; at most `most` of them. */
export function matchesIn(automaton: Automaton, subject: string, limit: MatchLimit): Places[] {
  const matches: Places[] = []
  let from = 0
  let where: 'anywhere' | 'here-not-empty' = 'anywhere'
  while (from <= subject.length && matches.length < limit.most) {
    limit.meter.touch(64)
    const places = runPattern(automaton, { subject, from, where }, limit.meter)
    if (places !== undefined) {
      matches.push(places)
      const [start = from, end = from] = places
      where = start === end ? 'here-not-empty' : 'anywhere'
      from = end
    } else if (where === 'anywhere') {
      break
    } else {
      // Behind an empty match PHP looks for one at the same place that is not, and then a byte further on.
      where = 'anywhere'
      from += 1
    }
  }
  return matches
}

export interface MatchLimit {
  readonly most: number
  readonly meter: Meter
}

/** Text of a group, 0 for the whole match; undefined when it took no part. */
export function groupText(subject: string, places: Places, group: number): string | undefined {
  const start = places[group * 2] ?? -1
  const end = places[group * 2 + 1] ?? -1
  return start === -1 || end === -1 ? undefined : subject.slice(start, end)
}
