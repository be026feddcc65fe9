import type { Proof, ProofId } from '../../domain/cleaning.ts'

/** How an output came about. `removes`: it is the original with something taken out, and nothing else. */
export interface ProvenOutput {
  readonly made: 'whole-version' | 'kept-slices' | 'cut-ranges' | 'empty'
  readonly change: 'removes' | 'replaces'
  /** What the reader compared when it cut ranges; null for all that was made in another way. */
  readonly cut: { readonly syntax: 'compared' | 'none'; readonly passes: number } | null
  readonly knownGood: readonly string[]
}

/**
 * The obligations of research on cleaning, for an output that was made and judged as said here. What was not compared is
 * said not to be: a proof that nobody made is worse than none.
 */
export function proofsOf(output: ProvenOutput): readonly Proof[] {
  const { made, change, cut, knownGood } = output
  return [
    change === 'removes'
      ? proved('P1', 'only removes bytes')
      : none('P1', 'a whole clean version takes the place of the content'),
    ...syntaxProofs(output),
    made === 'empty'
      ? proved('P6', 'nothing is left to be cleaned')
      : proved('P6', 'cleaning it again finds nothing malicious in it'),
    knownGood.length > 0
      ? proved('P7', `equals a known file (${knownGood.join(', ')})`)
      : none('P7', 'no baseline has this content'),
    proved('P8', 'original stored and read back'),
    proved('P9', cut === null || cut.passes === 1 ? 'one pass' : `${cut.passes} passes`),
  ]
}

function syntaxProofs({ made, cut }: ProvenOutput): readonly Proof[] {
  const judged = proved('P3', 're-scan clean, in a reader that did not see the infected content')
  if (made === 'empty')
    return [
      proved('P2', 'nothing is left to parse'),
      judged,
      none('P4', 'nothing is left'),
      none('P5', 'no part of a file remains without the other'),
    ]
  if (cut?.syntax === 'compared')
    return [
      proved('P2', 'no less of it can be parsed than before'),
      judged,
      proved('P4', 'its tokens are those of the original without the ones cut out'),
      proved('P5', 'names nothing that was defined in what was cut out'),
    ]
  const why = made === 'cut-ranges' ? 'it holds no PHP' : 'not compared: no statement was cut'
  const rest = made === 'whole-version' ? 'no part of a file remains without the other' : why
  return [none('P2', why), judged, none('P4', why), none('P5', rest)]
}

function proved(id: ProofId, detail: string): Proof {
  return { id, state: 'proved', detail }
}

function none(id: ProofId, detail: string): Proof {
  return { id, state: 'not-applicable', detail }
}
