import type { AskedContent, ContentAnswer, ReadBatch, ReadItem } from '../../domain/job.ts'
import type { BytePath } from '../../domain/path.ts'
import type { ReadOutcome } from './parseReplies.ts'
import type { RuleTable } from './parseVerdict.ts'
import type { PoisonBook } from './poison.ts'

export type AnswerContents = (asked: readonly AskedContent[]) => Promise<readonly ContentAnswer[]>

export interface BatchWorkOptions {
  readonly batch: ReadBatch
  readonly answer: AnswerContents
  readonly poison: PoisonBook
  readonly killsPerContentMax: number
  readonly ownerOf: (path: BytePath, uid: number) => string
  /** undefined while no rules are loaded. */
  readonly rules: () => RuleTable | undefined
}

export type BatchFile = ReadBatch['directories'][number]['files'][number]
export type ReadContent = ReadOutcome & { readonly state: 'read' }

/** One file of the batch on its way. */
export interface FileWork {
  /** Index in batch.directories. */
  readonly directory: number
  readonly file: BatchFile
  readonly owner: string
  /** Readers it has proven to have brought down. */
  kills: number
  /** What main was asked and answered; outlives a lost reader, so that no content is asked for twice. */
  answered: { readonly content: ReadContent; readonly answer: ContentAnswer } | undefined
  result: ReadItem | undefined
}
