import type { Clock } from '../domain/clock.ts'
import type { Cause, Initiator } from '../domain/event.ts'
import type { Incident } from '../domain/incident.ts'
import type { Oid } from '../domain/oid.ts'
import type { CleanMethod, FileMetadata, FileOperationKind, Operation } from '../domain/operation.ts'
import type { BytePath } from '../domain/path.ts'
import type { WriteCalls } from '../fsafe/write/calls.ts'
import type { Journal } from '../journal/journal.ts'
import type { Counters } from '../store/counters.ts'
import type { Store } from '../store/store.ts'

/** How long the tickets of operations live. */
export interface Retention {
  readonly originalDays: number
  /** Of a quarantine: the store then has the only copy. */
  readonly quarantineDays: number
}

/** What an operation works with. The entries are runOperations, recoverOperations and undoRequest, a file each. */
export interface VaultContext {
  readonly store: Store
  readonly journal: Journal
  readonly counters: Counters
  readonly clock: Clock
  readonly calls: WriteCalls
  readonly retention: Retention
}

/** What must lie at the path now. `anything`: what lies there is kept and acted on, whatever it is. */
export type Expected =
  | { readonly kind: 'content'; readonly oid: Oid }
  | { readonly kind: 'absent' }
  | { readonly kind: 'anything' }

/** `stored`: the bytes are in the store whole. */
export type NewContent =
  | { readonly kind: 'stored'; readonly oid: Oid }
  | { readonly kind: 'bytes'; readonly bytes: Buffer }

/**
 * `of-current`: of the file that is replaced; there must be one. `current-or`: of that file, or as said where there is
 * none. The mtime is never taken over (decision 40).
 */
export type NewMetadata =
  | { readonly kind: 'of-current' }
  | { readonly kind: 'current-or'; readonly metadata: FileMetadata }
  | { readonly kind: 'recorded'; readonly metadata: FileMetadata }

/** setuid, setgid and capabilities of the metadata: left out, or set again. */
export type Privileged = 'strip' | 'keep'

/** What to do with the file. Trimming is to replace it by no bytes at all. */
export type FileChange =
  | { readonly kind: 'remove' }
  | {
      readonly kind: 'replace'
      readonly content: NewContent
      readonly metadata: NewMetadata
      readonly privileged: Privileged
    }

/** One change that somebody wants. */
export interface OperationRequest {
  readonly kind: FileOperationKind
  readonly path: BytePath
  readonly expected: Expected
  readonly change: FileChange
  /** Gets the status of the operation when it is done. */
  readonly incident: Incident | null
  readonly owner: string
  readonly method: CleanMethod | null
  readonly source: string | null
  readonly rules: readonly number[]
  readonly undoes: number | null
  readonly scan: number | null
  readonly cause: Cause
  readonly initiator: Initiator
}

/** On which terms an operation is undone. */
export interface UndoTerms {
  /** `as-left`: only while the file is as the operation left it. `anything`: what lies there is kept and replaced. */
  readonly expected: 'as-left' | 'anything'
  readonly privileged: Privileged
  readonly scan: number | null
  readonly cause: Cause
  readonly initiator: Initiator
}

/** Why there is no request: a stable code, and one sentence that begins with the operation. */
export interface Refusal {
  readonly kind: 'refused'
  readonly code: 'HF_NOT_UNDOABLE' | 'HF_ORIGINAL_EXPIRED' | 'HF_NOT_KEPT'
  readonly why: string
}

/** A file in a stage that no operation accounts for: its bytes are kept, and the file stays where it is. */
export interface UnknownStaged {
  readonly path: BytePath
  /** null when it is no file that can be read. */
  readonly oid: Oid | null
}

/** What recovery found and ended. */
export interface RecoveryReport {
  /** Operations that were open, as they ended. */
  readonly operations: readonly Operation[]
  readonly unknown: readonly UnknownStaged[]
}
