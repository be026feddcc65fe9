/** The only source of time. Tests pass their own. */
export interface Clock {
  /** Wall clock, milliseconds since 1970 (integer). */
  now(): number
  /** Monotonic clock, microseconds since boot (integer). */
  monotonicMicros(): number
  /** The kernel's boot id, so that monotonic times of different boots are never compared. */
  bootId(): string
}

/** RFC 3339 UTC with milliseconds, as every machine format prints it. A file may claim any time: years 1 to 9999 are kept. */
export function formatInstant(atMs: number): string {
  return new Date(Math.min(Math.max(atMs, earliestMs), latestMs)).toISOString()
}

/** 0001-01-01T00:00:00Z; Date.UTC reads years below 100 as 19xx. */
const earliestMs = -62_135_596_800_000
const latestMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** Days since 1970, the unit of IndexEntry.readDay. */
export function dayOf(atMs: number): number {
  return Math.floor(atMs / 86_400_000)
}
