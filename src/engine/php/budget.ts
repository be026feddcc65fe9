import { phpDecodedBytesMax, phpStepsMax, phpTouchedBytesMax } from '../../domain/engineLimits.ts'
import type { Meter } from './value.ts'

/** Thrown by a meter; the analysis ends with what it has found and says so (limit `engine-limit`). */
export class BudgetStop extends Error {
  readonly resource: 'steps' | 'touched' | 'decoded'
  constructor(resource: BudgetStop['resource']) {
    super(`budget of ${resource} used up`)
    this.resource = resource
  }
}

/** The budget of one content with all its layers. Counted, not timed: the same bytes always end the same way. */
export function createMeter(): Meter {
  let steps = 0
  let touched = 0
  let decoded = 0
  return {
    step: () => {
      steps += 1
      if (steps > phpStepsMax) throw new BudgetStop('steps')
    },
    touch: (bytes) => {
      touched += bytes
      if (touched > phpTouchedBytesMax) throw new BudgetStop('touched')
    },
    decode: (bytes) => {
      decoded += bytes
      if (decoded > phpDecodedBytesMax) throw new BudgetStop('decoded')
    },
  }
}
