import {
  jsPlainStatementStepsMax,
  jsPlainStepsMax,
  jsStatementStepsMax,
  jsStepsMax,
  jsTouchedBytesMax,
} from '../../../../domain/engineLimits.ts'

/** Thrown by a meter: the statement is given up, or with `all` the content. */
export class JsBudgetStop extends Error {
  readonly extent: 'statement' | 'all'
  constructor(extent: JsBudgetStop['extent']) {
    super('budget used up')
    this.extent = extent
  }
}

/** How a script looks; packed ones compute their own text. */
export type Writing = 'plain' | 'packed'

/** Counted, not timed: the same bytes always end the same way. */
export interface JsMeter {
  step(): void
  /** Characters that a string operation reads or makes. */
  touch(chars: number): void
  /** The next statement has its own steps. */
  nextStatement(): void
}

export function createJsMeter(writing: Writing): JsMeter {
  const stepsMax = writing === 'packed' ? jsStepsMax : jsPlainStepsMax
  const statementStepsMax = writing === 'packed' ? jsStatementStepsMax : jsPlainStatementStepsMax
  let all = 0
  let statement = 0
  let touched = 0
  return {
    step: () => {
      all += 1
      statement += 1
      if (all > stepsMax) throw new JsBudgetStop('all')
      if (statement > statementStepsMax) throw new JsBudgetStop('statement')
    },
    touch: (chars) => {
      touched += chars
      if (touched > jsTouchedBytesMax) throw new JsBudgetStop('all')
    },
    nextStatement: () => {
      statement = 0
    },
  }
}
