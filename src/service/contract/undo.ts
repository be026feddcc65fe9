import type { Cause } from '../../domain/event.ts'
import type { ErrorCode } from '../../domain/errors.ts'
import type { Operation } from '../../domain/operation.ts'
import type { Oid } from '../../domain/oid.ts'
import type { Rescan } from './act.ts'
import type { Aftermath } from './aftermath.ts'

/** On which terms something is put back; the same gate for undo and restore. */
export interface PutBackTerms {
  /** What is malicious under today's rules: not put back, or put back all the same. */
  readonly infected: 'refuse' | 'allow'
  /** A file that changed since: left alone, or replaced while its bytes are kept. */
  readonly changed: 'refuse' | 'replace'
  /** setuid, setgid and capabilities that the file had. */
  readonly privileged: 'strip' | 'keep'
  readonly cause: Cause
}

export interface UndoRequest extends PutBackTerms {
  readonly operations:
    | { readonly kind: 'ids'; readonly ids: readonly number[] }
    /** Those that can still be undone and that no other rule asked for. */
    | { readonly kind: 'rule'; readonly rule: number }
  readonly mode: 'do' | 'list'
}

/** Why one operation was not undone. */
export interface UndoRefusal {
  readonly operation: Operation
  readonly code: ErrorCode
  readonly message: string
  readonly hint: string | null
}

export interface UndoReport {
  /** What was to be undone, in the order given; of a rule the newest first. */
  readonly chosen: readonly Operation[]
  readonly done: readonly Operation[]
  readonly refused: readonly UndoRefusal[]
  readonly rescan: Rescan
  readonly aftermath: Aftermath
}

/** What is put back, and from where. */
export type RestoreSource =
  /** The original of the newest operation, of a quarantine, or of anything but a quarantine. */
  | { readonly kind: 'operation'; readonly of: 'newest' | 'quarantine' | 'original' }
  /** What the path held then: >= 8 hex digits, `latest`, `@2d`, or RFC 3339. */
  | { readonly kind: 'snapshot'; readonly spec: string }

export interface RestoreRequest extends PutBackTerms {
  readonly target: Buffer
  readonly cwd: string
  readonly source: RestoreSource
}

export interface RestoreReport {
  readonly operation: Operation
  readonly rescan: Rescan
  readonly aftermath: Aftermath
}

/** A content written to a new file; nothing else is touched. */
export interface ExportRequest {
  /** At least 8 digits of its hash. */
  readonly content: string
  readonly to: Buffer
  readonly cwd: string
  readonly infected: 'refuse' | 'allow'
}

export interface ExportReport {
  readonly oid: Oid
  readonly size: number
  /** In display form. */
  readonly path: string
}
