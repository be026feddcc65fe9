import { formatLocal, formatLocalSeconds, zoneAbbreviation } from '../../domain/timeText.ts'
import type { Screen } from './screen.ts'

/** Years of four digits in every zone: columns keep their width. */
const earliestMs = Date.UTC(1000, 0, 2)
const latestMs = Date.UTC(9999, 11, 30)

/**
 * Times as a person in `zone` reads them. The times of a file are its owner's to choose: one that no calendar has is
 * shown as the nearest that it has.
 */
export function localTimes(zone: string): Pick<Screen, 'time' | 'zone'> {
  return {
    time: (atMs, precision) =>
      precision === 'second' ? formatLocalSeconds(within(atMs), zone) : formatLocal(within(atMs), zone),
    zone: (atMs) => zoneAbbreviation(within(atMs), zone),
  }
}

function within(atMs: number): number {
  return Math.min(Math.max(atMs, earliestMs), latestMs)
}
