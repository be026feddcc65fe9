import type { ContentKind } from './content.ts'
import type { FileClass } from './fileClass.ts'
import type { Oid } from './oid.ts'
import type { ByteName, BytePath } from './path.ts'
import type { SkipReason } from './skip.ts'
import type { Verdict } from './verdict.ts'

/** Files of one batch, grouped by directory so that each directory is opened component-wise once. */
export interface ReadBatch {
  readonly directories: readonly {
    readonly path: BytePath
    readonly files: readonly {
      readonly name: ByteName
      readonly fileClass: FileClass
      readonly size: number
      readonly uid: number
    }[]
  }[]
}

/** Identity of the open descriptor after the read; equal to fstat before it. Times as in FileStat. */
export interface ReadIdentity {
  readonly ino: number
  readonly size: number
  readonly mtimeMs: number
  readonly ctimeMs: number
}

/** A content the reader holds in memory and asks about; `item` counts the batch's files from 0 in order. */
export interface AskedContent {
  readonly item: number
  readonly oid: Oid
  readonly size: number
  readonly fileClass: FileClass
  readonly contentKind: ContentKind
}

/** Which packs are to judge the content: all of the loaded ruleset, none (verdict known), or only the named ones. */
export type JudgeWith = 'all' | 'none' | readonly string[]

/** Answer of the main process for one AskedContent, in the same order. */
export interface ContentAnswer {
  readonly judge: JudgeWith
  readonly store: boolean
}

export type ReadItem =
  | {
      readonly state: 'read'
      readonly identity: ReadIdentity
      readonly oid: Oid
      readonly contentKind: ContentKind
      /** null when the answer said judge: none. */
      readonly verdict: Verdict | null
      /** zlib (deflate level 1) of the whole content when the answer said store, else null. */
      readonly deflated: Buffer | null
    }
  | { readonly state: 'skipped'; readonly reason: SkipReason }

/** One item per file of the batch, in order. */
export interface BatchReply {
  readonly items: readonly ReadItem[]
}

/** A stored content to be judged again without opening any file. */
export interface StoredContent {
  readonly oid: Oid
  readonly fileClass: FileClass
  readonly bytes: Buffer
  readonly judge: JudgeWith
}
