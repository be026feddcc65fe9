import type { CleanAim, CleanAnswer } from '../domain/cleaning.ts'
import type { ContentKind } from '../domain/content.ts'
import type { ErrorCode, ErrorFacts } from '../domain/errors.ts'
import type { FileClass } from '../domain/fileClass.ts'
import type { ContentAnswer, JudgeWith, ReadBatch } from '../domain/job.ts'
import type { Oid } from '../domain/oid.ts'
import type { PackFormat, RuleInfo } from '../domain/ruleset.ts'
import type { SkipReason } from '../domain/skip.ts'
import type { Verdict } from '../domain/verdict.ts'

/** Headers of the frames, in the order of one exchange. What the reader sends is believed only after parse*.ts. */

/** Answer to the start: the reader is up. */
export interface HelloHeader {
  readonly protocol: number
}
export const protocolVersion = 1

/** For each thread that works now: request, item of the request, and a count that rises with every step. */
export interface BeatHeader {
  readonly threads: readonly (readonly [request: number, item: number, beat: number])[]
}

/** `rules` and `admit`; the tail holds the sources one after the other. */
export interface RulesHeader {
  readonly packs: readonly {
    readonly name: string
    readonly format: PackFormat
    readonly fingerprint: Oid
    readonly bytes: number
  }[]
}

/** `engine` is '' after `admit`. */
export interface CompiledHeader {
  readonly engine: string
  readonly rules: readonly RuleInfo[]
}

export type BatchHeader = ReadBatch

/** What became of one file: why it was skipped, or its content and the identity of its descriptor. */
export type ReadRow =
  | SkipReason
  | readonly [oid: Oid, contentKind: ContentKind, ino: number, size: number, mtimeMs: number, ctimeMs: number]

export interface ReadHeader {
  readonly items: readonly ReadRow[]
}

/** One answer per content read, in order. */
export interface AnswersHeader {
  readonly answers: readonly ContentAnswer[]
}

/** Clean is nearly always the answer: one word instead of an object. null = not asked to judge. */
export type VerdictWord = Verdict | 'clean'

/** One row per content read, in order: length of its deflated bytes in the tail (-1 = not asked to store). */
export interface DoneHeader {
  readonly results: readonly (readonly [deflatedBytes: number, verdict: VerdictWord | null])[]
}

/** The tail holds the contents one after the other. */
export interface JudgeHeader {
  readonly contents: readonly {
    readonly oid: Oid
    readonly fileClass: FileClass
    readonly judge: JudgeWith
    readonly bytes: number
  }[]
}

export interface JudgedHeader {
  readonly verdicts: readonly VerdictWord[]
}

/** The tail holds the infected content and the clean version, one after the other. */
export interface CleanHeader {
  readonly aim: CleanAim
  readonly fileClass: FileClass
  readonly infected: { readonly oid: Oid; readonly bytes: number }
  readonly base: { readonly oid: Oid; readonly bytes: number } | null
}

/** Slices as start and end, one after the other. */
export type CleanedHeader =
  | Exclude<CleanAnswer, { readonly slices: unknown }>
  | (Omit<Extract<CleanAnswer, { readonly slices: unknown }>, 'slices'> & {
      readonly slices: readonly (readonly [start: number, end: number])[]
    })

/** The tail is the archive; `from` is the number of the first entry asked for. */
export interface UnpackHeader {
  readonly from: number
}

/** The tail holds the files one after the other. */
export interface UnpackedHeader {
  readonly files: readonly (readonly [path: string, bytes: number, verdict: VerdictWord])[]
  readonly next: number | null
}

export interface FailedHeader {
  readonly code: ErrorCode
  readonly message: string
  readonly facts: ErrorFacts
  readonly hint: string | null
}

/** The reasons a reader may give; the others are main's own. */
export const readerSkipReasons: readonly SkipReason[] = [
  'unreadable',
  'unstable',
  'vanished',
  'directory-unreadable',
  'special-file',
  'too-large',
  'sparse',
  'large-script',
]

/** The failures a reader may report for a whole request. */
export const readerErrorCodes: readonly ErrorCode[] = [
  'HF_RULES_INVALID',
  'HF_RULE_SLOW',
  'HF_ENGINE_UNAVAILABLE',
  'HF_NO_PROC',
  'HF_ARCHIVE_INVALID',
]
