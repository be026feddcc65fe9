import type { Proof, ProofId } from '../../domain/cleaning.ts'

/** How an output came about. `removes`: it is the original with something taken out, and nothing else. */
export interface ProvenOutput {
  readonly made: 'whole-version' | 'kept-slices' | 'empty'
  readonly change: 'removes' | 'replaces'
  readonly knownGood: readonly string[]
}

/**
 * The obligations of research on cleaning, for an output that was made and judged as said here. What needs a parser of PHP
 * is said not to be checked: a proof that nobody made is worse than none.
 */
export function proofsOf({ made, change, knownGood }: ProvenOutput): readonly Proof[] {
  return [
    change === 'removes'
      ? proved('P1', 'only removes bytes')
      : none('P1', 'a whole clean version takes the place of the content'),
    made === 'empty' ? proved('P2', 'nothing is left to parse') : none('P2', noParser),
    proved('P3', 're-scan clean, in a reader that did not see the infected content'),
    made === 'empty' ? none('P4', 'nothing is left') : none('P4', noParser),
    made === 'kept-slices' ? none('P5', noParser) : none('P5', 'no part of a file remains without the other'),
    proved('P6', 'nothing is left to be cleaned'),
    knownGood.length > 0
      ? proved('P7', `equals a known file (${knownGood.join(', ')})`)
      : none('P7', 'no baseline has this content'),
    proved('P8', 'original stored and read back'),
    proved('P9', 'one pass'),
  ]
}

const noParser = 'not checked: this version has no parser for PHP'

function proved(id: ProofId, detail: string): Proof {
  return { id, state: 'proved', detail }
}

function none(id: ProofId, detail: string): Proof {
  return { id, state: 'not-applicable', detail }
}
