import type { Cause, Initiator } from './event.ts'
import type { Oid } from './oid.ts'
import type { BytePath } from './path.ts'

/** What may happen to a file or to what is said of it. The first five change the file itself. */
export const fileOperationKinds = ['clean', 'quarantine', 'delete', 'restore', 'undo'] as const
export type FileOperationKind = (typeof fileOperationKinds)[number]
export const operationKinds = [...fileOperationKinds, 'ignore', 'purge'] as const
export type OperationKind = (typeof operationKinds)[number]

/** Where the bytes of a cleaned file came from (architecture 7). */
export const cleanMethods = ['history', 'release', 'peer', 'three-way', 'ranges', 'trim'] as const
export type CleanMethod = (typeof cleanMethods)[number]

/** `open`: begun and not ended; recovery ends it before anything else is done. */
export const operationOutcomes = ['open', 'done', 'refused', 'failed'] as const
export type OperationOutcome = (typeof operationOutcomes)[number]

/** Why an operation did not happen, for programs; `why` of the operation says it to people. */
export const operationReasons = [
  // The file is not what the operation was asked to act on.
  'changed',
  'vanished',
  'occupied',
  'not-a-file',
  'unstable',
  'too-large',
  'unreadable',
  // The filesystem or its owner does not let us.
  'immutable',
  'unsafe-place',
  'read-only',
  'no-space',
  'root-owned-for-others',
  // The content to put there is not to be had.
  'not-kept',
  // A call failed, or the process ended before the file was touched.
  'failed-call',
  'interrupted',
] as const
export type OperationReason = (typeof operationReasons)[number]

/** What else is true of an operation and worth a line. */
export type OperationNote =
  /** The file has this many more names; only the name of the operation was acted on. */
  | { readonly kind: 'other-names'; readonly count: number }
  /** No safe stage on that mount: done beside the file, with a weaker promise under attack (decision 37). */
  | { readonly kind: 'copy-mode' }
  /** Extended attributes, ACL or capabilities of the new file could not all be set. */
  | { readonly kind: 'attributes-incomplete' }
  /** Other bytes came to the path while the operation ran, and were put back. */
  | { readonly kind: 'put-back'; readonly oid: Oid }

/**
 * Extended attributes, ACL and capabilities as getfattr(1) prints them (`name=0sBASE64` lines, sorted), or unknown where the
 * program is missing: never taken for "none".
 */
export type Xattrs =
  | { readonly state: 'known'; readonly lines: readonly string[] }
  | { readonly state: 'unknown' }

/** What belongs to a file besides its bytes. `mode` holds 07777; `mtimeMs` is what it was, and is never set again. */
export interface FileMetadata {
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly mtimeMs: number
  readonly xattrs: Xattrs
}

/** One state of a file: its bytes, which the store keeps whole, and its metadata. */
export interface FileVersion {
  readonly oid: Oid
  readonly size: number
  readonly metadata: FileMetadata
}

/**
 * One change, and at the same time its ticket: as long as it has not expired, `before` is kept and the operation can be
 * undone. Times in milliseconds since 1970.
 */
export interface Operation {
  readonly id: number
  readonly kind: OperationKind
  readonly outcome: OperationOutcome
  /** Why it was refused or failed; null when it was done or is open. */
  readonly reason: OperationReason | null
  /** The reason in one sentence, without the path; null exactly when `reason` is. */
  readonly why: string | null
  readonly path: BytePath
  readonly owner: string
  readonly incident: number | null
  readonly scan: number | null
  /** What lay at the path; null = nothing. */
  readonly before: FileVersion | null
  /** What the operation left there, or is to leave there while it is open; null = nothing, and when it was not done. */
  readonly after: FileVersion | null
  /** Top directory of the mount whose stage it goes through; null when it was refused before, and in copy mode. */
  readonly stage: BytePath | null
  /** Contents that came to the path while the operation ran; they are kept like `before`. */
  readonly displaced: readonly Oid[]
  readonly method: CleanMethod | null
  readonly notes: readonly OperationNote[]
  /** Where the bytes came from, for people: a path, a release, a snapshot; null without method. */
  readonly source: string | null
  /** Numbers of the rules that asked for it. */
  readonly rules: readonly number[]
  /** The operation that this one undoes. */
  readonly undoes: number | null
  /** The operation that undid this one. */
  readonly undoneBy: number | null
  readonly cause: Cause
  readonly initiator: Initiator
  readonly startedAt: number
  readonly finishedAt: number | null
  /** Until when its contents are kept and, if it was done, it can be undone; null when it took nothing away. */
  readonly undoableUntil: number | null
}

export function formatOperationId(id: number): string {
  return `o${String(id)}`
}

/** Contents that must not leave the store while the operation's ticket lives. */
export function contentsOf({ before, after, displaced }: Operation): readonly Oid[] {
  return [before?.oid, after?.oid, ...displaced].filter((oid) => oid !== undefined)
}
