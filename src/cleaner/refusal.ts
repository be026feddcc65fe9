import type { CleanAnswer, CleanRefusal } from '../domain/cleaning.ts'
import type { Outcome } from '../domain/verdict.ts'

/** Of the infected content itself. */
export const refusalBefore = {
  clean: 'not-malicious',
  suspicious: 'only-suspicious',
  undecided: 'undecided',
} as const satisfies Record<Exclude<Outcome, 'malicious'>, CleanRefusal>

/** Of what would be left. */
export const refusalAfter = {
  malicious: 'output-still-malicious',
  suspicious: 'findings-remain',
  undecided: 'output-undecided',
} as const satisfies Record<Exclude<Outcome, 'clean'>, CleanRefusal>

export function refuse(reason: CleanRefusal): Extract<CleanAnswer, { readonly state: 'refused' }> {
  return { state: 'refused', reason }
}
