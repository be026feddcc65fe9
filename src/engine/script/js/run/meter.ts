import { jsStatementStepsMax, jsStepsMax, jsTouchedBytesMax } from '../../../../domain/engineLimits.ts'

/** Thrown by a meter: the statement is given up, or with `all` the content. */
export class JsBudgetStop extends Error {
  readonly extent: 'statement' | 'all'
  constructor(extent: JsBudgetStop['extent']) {
    super('budget used up')
    this.extent = extent
  }
}

/** Counted, not timed: the same bytes always end the same way. */
export interface JsMeter {
  step(): void
  /** Characters that a string operation reads or makes. */
  touch(chars: number): void
  /** The next statement has its own steps. */
  nextStatement(): void
  readonly isSpent: () => boolean
}

export function createJsMeter(): JsMeter {
  let all = 0
  let statement = 0
  let touched = 0
  return {
    step: () => {
      all += 1
      statement += 1
      if (all > jsStepsMax) throw new JsBudgetStop('all')
      if (statement > jsStatementStepsMax) throw new JsBudgetStop('statement')
    },
    touch: (chars) => {
      touched += chars
      if (touched > jsTouchedBytesMax) throw new JsBudgetStop('all')
    },
    nextStatement: () => {
      statement = 0
    },
    isSpent: () => all > jsStepsMax || touched > jsTouchedBytesMax,
  }
}
