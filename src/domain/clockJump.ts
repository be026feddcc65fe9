import { clockAheadMsMax, clockOffMsMax } from './retentionLimits.ts'

/** When something was recorded, by three clocks: milliseconds since 1970, microseconds since boot, and of which boot. */
export interface Moment {
  readonly at: number
  readonly mono: number
  readonly bootId: string
}

export type ClockJump = 'back' | 'ahead' | 'off'

/**
 * Whether the wall clock may be wrong at `later` when it was right at `earlier` (decision 34): it went back, ran ahead of
 * the clock of the same boot, or the machine was off for longer than machines are.
 */
export function clockJump(earlier: Moment, later: Moment): ClockJump | null {
  const passed = later.at - earlier.at
  if (passed < 0) return 'back'
  if (earlier.bootId !== later.bootId) return passed > clockOffMsMax ? 'off' : null
  return passed - (later.mono - earlier.mono) / 1000 > clockAheadMsMax ? 'ahead' : null
}
