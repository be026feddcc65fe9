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
  /** A finding is a part of a statement or function of the site itself, or works with its values. */
  'in-owner-code',
  /** What would be taken out defines or sets what the rest uses. */
  'used-elsewhere',
  /** A finding is in code that could not be parsed, or in what has no statements. */
  'not-understood',
  /** Nothing of the file would be left: all of it is malicious. */
  'nothing-left',
  /** The whole file is malicious, and malware.standalone asks for quarantine instead of an empty file. */
  'standalone',
  /** The methods asked for are not for this kind of incident. */
  'method-not-applicable',
  /** A proof of the output failed. */
  'output-still-malicious',
  'output-undecided',
  'output-broken',
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
export const cleanGrades = ['known-good', 'own-history', 'peers', 'merged', 'cut', 'removed'] as const
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
 * path, `other`: from a release or another account), cut the exact ranges of the findings out of it (`ranges`), or confirm
 * that all of it is malicious (`trim`). `whole`: the incident is about the whole file (SA), not about something put into it.
 */
export const cleanAims = ['own', 'other', 'whole', 'ranges', 'trim'] as const
export type CleanAim = (typeof cleanAims)[number]

/** Bytes and their id, which main has checked. */
export interface KnownContent {
  readonly oid: Oid
  readonly bytes: Buffer
}

/** `base` is the clean version; null for the aims `ranges` and `trim`. Neither is larger than what is judged whole. */
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
  /**
   * The same for the aim `ranges`. `syntax`: whether tokens and names of what is kept were compared with the infected
   * content, or it holds no PHP. `passes`: how many cuts it took until nothing was found any more. `rest`: whether what is
   * kept is a program of its own, or the remains of one that was malicious.
   */
  | {
      readonly state: 'cut'
      readonly slices: readonly KeptSlice[]
      readonly syntax: 'compared' | 'none'
      readonly passes: number
      readonly rest: 'program' | 'remains'
    }
  | { readonly state: 'empty' }
  | { readonly state: 'refused'; readonly reason: CleanRefusal }
