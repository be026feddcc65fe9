import { pendingKey, subtreeRange, undecidedKey } from '../codec/keys.ts'
import { decodeRow, encodeRow } from '../codec/row.ts'
import type { FileClass } from '../domain/fileClass.ts'
import type { Oid } from '../domain/oid.ts'
import type { BytePath } from '../domain/path.ts'
import type { VerdictLimit } from '../domain/verdict.ts'
import type { BatchOperation, KeyValue } from '../kv/keyValue.ts'
import { readRows } from './rows.ts'

/**
 * A file whose verdict is not clean and whose incident is not written yet. It is written in the batch that makes the
 * index call the file known, so that a crash between that batch and the end of the scan cannot hide a finding.
 */
export interface PendingAssessment {
  readonly path: BytePath
  readonly oid: Oid
  readonly fileClass: FileClass
  /** Content of the path before this one; null when there was none or it is not known. */
  readonly before: Oid | null
  /** What is new: the path, the content at a known path, or only the verdict. */
  readonly arrival: 'new-path' | 'new-content' | 'known'
  readonly scan: number
}

/** A file whose content could not be judged to the end: an open item until it is judged, changed or gone. */
export interface UndecidedItem {
  readonly path: BytePath
  readonly oid: Oid
  readonly fileClass: FileClass
  readonly limits: readonly VerdictLimit[]
  /** The entry of the ignore list that accepts it; then it is no open item. */
  readonly ignore: number | null
}

export function pendingOperation(pending: PendingAssessment): BatchOperation {
  const key = pendingKey(pending.path)
  return { type: 'put', key, value: encodeRow('pending', key, pending) }
}

export function forgetPending(path: BytePath): BatchOperation {
  return { type: 'del', key: pendingKey(path) }
}

export async function* pendingUnder(meta: KeyValue, path: BytePath): AsyncGenerator<PendingAssessment> {
  for await (const [key, value] of readRows(meta, subtreeRange('pending', path))) {
    yield decodeRow('pending', key, value) as PendingAssessment
  }
}

export function undecidedOperation(item: UndecidedItem): BatchOperation {
  const key = undecidedKey(item.path)
  return { type: 'put', key, value: encodeRow('undecided', key, item) }
}

export function forgetUndecided(path: BytePath): BatchOperation {
  return { type: 'del', key: undecidedKey(path) }
}

/** The open items: those that nobody has accepted. */
export async function* undecidedUnder(meta: KeyValue, path: BytePath): AsyncGenerator<UndecidedItem> {
  for await (const item of allUndecidedUnder(meta, path)) if (item.ignore === null) yield item
}

/** The accepted ones too. */
export async function* allUndecidedUnder(meta: KeyValue, path: BytePath): AsyncGenerator<UndecidedItem> {
  for await (const [key, value] of readRows(meta, subtreeRange('undecided', path))) {
    const row = decodeRow('undecided', key, value) as UndecidedItem & { readonly ignore?: number | null }
    // Rows from before there was an ignore list do not speak of it.
    yield { ...row, ignore: row.ignore ?? null }
  }
}
