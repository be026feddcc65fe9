import type { CleanPlan, CleanRefusal } from '../../domain/cleaning.ts'
import type { Oid } from '../../domain/oid.ts'

export type RefusedClean = Extract<CleanPlan, { readonly state: 'refused' }>

/** `diffWith` is the clean version that shows why. */
export function refusedClean(reason: CleanRefusal, diffWith: Oid | null = null): RefusedClean {
  return { state: 'refused', reason, detail: sentences[reason], diffWith }
}

const sentences: Readonly<Record<CleanRefusal, string>> = {
  'not-kept': 'the store does not have the bytes of this content, which cleaning starts from',
  'too-large': 'the file, or what was changed in it, is too large to be proven clean',
  'not-malicious': "it is not malicious under today's rules; scan it again",
  undecided: "today's rules could not judge it to the end",
  'only-suspicious': 'it is only suspicious, and a suspicion changes no file',
  'no-clean-version':
    'there is no clean version of it: not in its own history, not in a release (holdfast baseline add), not on enough other accounts',
  'not-only-insertions': 'more than something put in was changed since the clean version',
  'hunks-mix': 'one change holds malicious and other code; a person has to tell them apart',
  'findings-remain': 'something found is not in what would be taken out',
  'no-place': 'a finding is about the content as a whole and says nothing of a place in it',
  'in-owner-code':
    'a finding is a part of code that the site itself needs, so cutting it out would change the site',
  'used-elsewhere': 'what would be taken out sets or defines something that the rest of the file uses',
  'not-understood': 'the code around a finding could not be parsed, so its exact end is not known',
  'nothing-left': 'nothing of the file would be left; all of it is malicious',
  standalone: 'the whole file is malicious, and malware.standalone asks for quarantine',
  'method-not-applicable': 'no method that was asked for is meant for such a file',
  'output-still-malicious': 'what would be left is still malicious',
  'output-undecided': 'what would be left could not be judged to the end',
  'output-broken': 'what would be left does not have the tokens that the file had without the findings',
  'reader-failed': 'the reader did not survive this content',
}
