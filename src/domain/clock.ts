/** The only source of time. Tests pass their own. */
export interface Clock {
  /** Wall clock, milliseconds since 1970 (integer). */
  now(): number
  /** Monotonic clock, microseconds since boot (integer). */
  monotonicMicros(): number
  /** The kernel's boot id, so that monotonic times of different boots are never compared. */
  bootId(): string
}

/** RFC 3339 UTC with milliseconds, as every machine format prints it. */
export function formatInstant(atMs: number): string {
  return new Date(atMs).toISOString()
}

/** Days since 1970, the unit of IndexEntry.readDay. */
export function dayOf(atMs: number): number {
  return Math.floor(atMs / 86_400_000)
}
