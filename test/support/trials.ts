/** How many times the usual number of trials: `npm run verify:long` asks for more. */
const factor = Math.max(1, Number(process.env['HOLDFAST_TRIALS_FACTOR'] ?? '1'))

export function trials(usual: number): number {
  return usual * factor
}

/** For tests whose length follows from `trials`. */
export function trialsMs(usual: number): number {
  return usual * factor
}
