/**
 * How many times the usual number of trials: `npm run verify:long` sets HOLDFAST_TEST_SCALE. Less than one is for those
 * who work on a test, and for the other Nodes.
 */
const scale = Number(process.env['HOLDFAST_TEST_SCALE'] ?? 1)

export function trials(usual: number): number {
  return Math.ceil(usual * scale)
}

/** For tests whose length follows from `trials`. */
export function trialsMs(usual: number): number {
  return usual * Math.max(1, scale)
}
