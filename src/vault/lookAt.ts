import { HoldfastError, unreachable } from '../domain/errors.ts'
import type { FileMetadata, FileVersion, OperationNote, OperationReason } from '../domain/operation.ts'
import type { Captured } from '../fsafe/write/capture.ts'
import { refusesOwner } from '../fsafe/write/owner.ts'
import type { Place } from '../fsafe/write/place.ts'
import { nameOfXattr } from '../fsafe/write/xattrs.ts'
import { sha256 } from '../hash/sha256.ts'
import type { Located } from './locate.ts'
import { operationTime } from './operationTime.ts'
import type {
  FileChange,
  NewContent,
  NewMetadata,
  OperationRequest,
  Privileged,
  VaultContext,
} from './vault.ts'

/** A state of a file with its bytes. */
export interface HeldVersion {
  readonly version: FileVersion
  readonly bytes: Buffer
  readonly dev: number
  readonly ino: number
}

export interface NewVersion {
  readonly version: FileVersion
  readonly bytes: Buffer
  readonly privileged: Privileged
}

/** What a request will do, after a look at the file; nothing has been written. */
export interface Plan {
  readonly state: 'planned'
  readonly request: OperationRequest
  /** null: its directory has to be made first. */
  readonly place: Place | null
  readonly before: HeldVersion | null
  readonly after: NewVersion | null
  readonly notes: readonly OperationNote[]
}

export interface RefusedLook {
  readonly state: 'refused'
  readonly request: OperationRequest
  readonly reason: OperationReason
  /** What lies there, when that could be read. */
  readonly before: FileVersion | null
}

export type Look = Plan | RefusedLook

/**
 * Decides what will be done, from what lies at the path: `captured` is null when nothing could be looked at there. Throws
 * HF_IO for trouble of the store.
 */
export async function lookAt(
  context: VaultContext,
  { request, place, reason }: Located,
  captured: Captured | null,
): Promise<Look> {
  const file = captured?.state === 'captured' ? captured : null
  const before = file === null ? null : heldVersion(file)
  const refused = (because: OperationReason): Look => ({
    state: 'refused',
    request,
    reason: because,
    before: before?.version ?? null,
  })
  const refusal = reason ?? unreadableFor(captured) ?? unexpected(request, before)
  if (refusal !== null) return refused(refusal)
  const after = await planAfter(context, request, before)
  if (typeof after === 'string') return refused(after)
  if (makesRoots(context, place, { before, after })) return refused('root-owned-for-others')
  return { state: 'planned', request, place, before, after, notes: notesOf(file) }
}

export function heldVersion(captured: Captured & { readonly state: 'captured' }): HeldVersion {
  const { bytes, metadata, dev, ino } = captured
  return { bytes, dev, ino, version: { oid: sha256(bytes), size: bytes.length, metadata } }
}

/** null: there is a file, or nothing. */
function unreadableFor(captured: Captured | null): OperationReason | null {
  if (captured === null || captured.state === 'captured') return null
  return captured.reason === 'absent' ? null : captured.reason
}

function unexpected(
  { expected, change }: OperationRequest,
  before: HeldVersion | null,
): OperationReason | null {
  switch (expected.kind) {
    case 'content':
      if (before === null) return 'vanished'
      return before.version.oid === expected.oid ? null : 'changed'
    case 'absent':
      return before === null ? null : 'occupied'
    case 'anything':
      return before === null && needsCurrent(change) ? 'vanished' : null
    default:
      return unreachable(expected)
  }
}

function needsCurrent(change: FileChange): boolean {
  return change.kind === 'remove' || change.metadata.kind === 'of-current'
}

async function planAfter(
  context: VaultContext,
  { change, path }: OperationRequest,
  before: HeldVersion | null,
): Promise<Plan['after'] | OperationReason> {
  if (change.kind === 'remove') return null
  const bytes = await newBytes(context, change.content)
  if (bytes === undefined) return 'not-kept'
  const metadata = metadataFor(change.metadata, before)
  if (metadata === undefined) return 'vanished'
  const mtimeMs = await operationTime(context, path, before?.version.metadata.mtimeMs ?? null)
  const given = { ...allowed(metadata, change.privileged), mtimeMs }
  const version = { oid: sha256(bytes), size: bytes.length, metadata: given }
  return { bytes, version, privileged: change.privileged }
}

function metadataFor(wanted: NewMetadata, before: HeldVersion | null): FileMetadata | undefined {
  switch (wanted.kind) {
    case 'of-current':
      return before?.version.metadata
    case 'current-or':
      return before?.version.metadata ?? wanted.metadata
    case 'recorded':
      return wanted.metadata
    default:
      return unreachable(wanted)
  }
}

/** What makeFile leaves of it: setuid, setgid and capabilities do not come back unless asked for. */
function allowed(metadata: FileMetadata, privileged: Privileged): FileMetadata {
  if (privileged === 'keep') return metadata
  const { xattrs } = metadata
  const mode = metadata.mode & 0o1777
  if (xattrs.state === 'unknown') return { ...metadata, mode }
  const lines = xattrs.lines.filter((line) => nameOfXattr(line) !== 'security.capability')
  return { ...metadata, mode, xattrs: { state: 'known', lines } }
}

/** What lies there as root's already may stay root's. */
function makesRoots(
  context: VaultContext,
  place: Place | null,
  plan: Pick<Plan, 'before' | 'after'>,
): boolean {
  if (place === null || plan.after === null || plan.before?.version.metadata.uid === 0) return false
  return refusesOwner(context.calls, place.directory, plan.after.version.metadata.uid)
}

/** undefined when the store cannot give them: never changed is better than changed into something else. */
async function newBytes({ store }: VaultContext, content: NewContent): Promise<Buffer | undefined> {
  if (content.kind === 'bytes') return content.bytes
  try {
    return await (await store.objects()).readContent(content.oid)
  } catch (error) {
    if (error instanceof HoldfastError && error.kind === 'corrupt') return undefined
    throw error
  }
}

function notesOf(captured: (Captured & { readonly state: 'captured' }) | null): readonly OperationNote[] {
  if (captured === null || captured.nlink < 2) return []
  return [{ kind: 'other-names', count: captured.nlink - 1 }]
}
