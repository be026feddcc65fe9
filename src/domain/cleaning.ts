import type { FileClass } from './fileClass.ts'
import type { Oid } from './oid.ts'
import type { CleanMethod } from './operation.ts'

/** Why no bytes were found that may take the place of an infected content. */
export const cleanRefusals = [
  /** The bytes of the infected content are not in the store, so nothing can be compared or put back later. */
  'not-kept',
  /** Larger than what is judged whole: no output could be proven clean. */
  'too-large',
  /** Under today's rules the content is not malicious. */
  'not-malicious',
  /** Today's rules could not judge the content to the end. */
  'undecided',
  /** A suspicion never leads to an action. */
  'only-suspicious',
  /** Neither the path's own history nor a release nor other accounts have a clean version. */
  'no-clean-version',
  /** What differs from the clean version is not only something put in. */
  'not-only-insertions',
  /** One change holds malicious and other code: a person has to tell them apart. */
  'hunks-mix',
  /** Findings lie outside everything that would be removed. */
  'findings-remain',
  /** The finding is about the content as a whole and names no place. */
  'no-place',
  /** Only the exact byte-range method could do it, and this version does not have it. */
  'needs-exact-method',
  /** The whole file is malicious, and malware.standalone asks for quarantine instead of an empty file. */
  'standalone',
  /** The methods asked for are not for this kind of incident. */
  'method-not-applicable',
  /** A proof of the output failed. */
  'output-still-malicious',
  'output-undecided',
  /** The reader died, or gave an answer that main does not accept. */
  'reader-failed',
] as const
export type CleanRefusal = (typeof cleanRefusals)[number]

export const proofIds = ['P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'P7', 'P8', 'P9'] as const
export type ProofId = (typeof proofIds)[number]

/** One obligation of a cleaned content. One that fails is a refusal, so there is no such state. */
export interface Proof {
  readonly id: ProofId
  readonly state: 'proved' | 'not-applicable'
  /** One clause for people. */
  readonly detail: string
}

/** How much the bytes are to be trusted; the best first. */
export const cleanGrades = ['known-good', 'own-history', 'peers', 'merged', 'removed'] as const
export type CleanGrade = (typeof cleanGrades)[number]

/** What a clean would write, or why it would not. */
export type CleanPlan =
  | {
      readonly state: 'planned'
      readonly method: CleanMethod
      readonly grade: CleanGrade
      /** Where the bytes come from, for people. */
      readonly source: string
      /** The clean version they come from or were compared with; null for trim. */
      readonly sourceOid: Oid | null
      readonly after: Buffer
      readonly afterOid: Oid
      /** One per obligation, in order. */
      readonly proofs: readonly Proof[]
    }
  | {
      readonly state: 'refused'
      readonly reason: CleanRefusal
      /** One sentence for people. */
      readonly detail: string
      /** The clean version whose difference to the infected content shows why; null when there is none. */
      readonly diffWith: Oid | null
    }

/** What becomes of a file that is malicious as a whole and has no clean version (malware.standalone). */
export type StandaloneAction = 'trim' | 'quarantine'

/**
 * What the reader is asked for one infected content: compare it with a clean version of the same file (`own`: of its own
 * path, `other`: from a release or another account), or confirm that all of it is malicious (`trim`). `whole`: the incident is
 * about the whole file (SA), not about something put into it.
 */
export type CleanAim = 'own' | 'other' | 'whole' | 'trim'

/** Bytes and their id, which main has checked. */
export interface KnownContent {
  readonly oid: Oid
  readonly bytes: Buffer
}

/** `base` is the clean version; null for the aim `trim`. Neither is larger than what is judged whole. */
export interface CleaningRequest {
  readonly aim: CleanAim
  readonly fileClass: FileClass
  readonly infected: KnownContent
  readonly base: KnownContent | null
}

/** A range of bytes of the infected content, end excluded. */
export interface KeptSlice {
  readonly start: number
  readonly end: number
}

/** The reader's answer. Main makes the output itself, from bytes that it has read from the store. */
export type CleanAnswer =
  /** The clean version may be put back as it is. `removes`: that only takes bytes away. */
  | { readonly state: 'put-back'; readonly change: 'removes' | 'replaces' }
  /** These slices of the infected content, in order and not touching each other, are clean. */
  | { readonly state: 'keep'; readonly slices: readonly KeptSlice[] }
  | { readonly state: 'empty' }
  | { readonly state: 'refused'; readonly reason: CleanRefusal }
