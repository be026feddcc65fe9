import { kindRange, rootKey } from '../codec/keys.ts'
import { encodeRow } from '../codec/row.ts'
import { readRow, type RowFields } from '../codec/rowFields.ts'
import type { BytePath } from '../domain/path.ts'
import type { BatchOperation, KeyValue } from '../kv/keyValue.ts'
import type { MountIdentity } from './mounts.ts'
import { readRows } from './rows.ts'

/** A directory (or one file) whose history is kept. Roots never overlap. Times in milliseconds since 1970. */
export interface RootRow {
  readonly path: BytePath
  /** With `mount`: another directory at this path is noticed, as when a disk is not mounted (decision 27). */
  readonly ino: number
  readonly mount: MountIdentity
  /** The epoch under which all of its contents were judged; 0 before the first complete scan. */
  readonly judgedEpoch: number
  readonly createdAt: number
  /** Scan numbers; null when there was none. */
  readonly lastScan: number | null
  readonly lastCompleteScan: number | null
  /** Files that vanished in scans that did not finish: they count on against decision 27. */
  readonly vanishedFiles: number
}

export function rootOperation(row: RootRow): BatchOperation {
  const key = rootKey(row.path)
  return { type: 'put', key, value: encodeRow('root', key, row) }
}

export function forgetRoot(path: BytePath): BatchOperation {
  return { type: 'del', key: rootKey(path) }
}

export async function readRoot(meta: KeyValue, path: BytePath): Promise<RootRow | undefined> {
  const key = rootKey(path)
  const value = await meta.get(key)
  return value === undefined ? undefined : decodeRoot(key, value)
}

/** In path order. */
export async function* listRoots(meta: KeyValue): AsyncGenerator<RootRow> {
  for await (const [key, value] of readRows(meta, kindRange('root'))) yield decodeRoot(key, value)
}

/** Throws HF_RECORD_CORRUPT. */
export function decodeRoot(key: Buffer, value: Buffer): RootRow {
  const fields = readRow('root', key, value)
  return {
    path: fields.path('path'),
    ino: fields.integer('ino'),
    mount: decodeMount(fields.inner('mount')),
    judgedEpoch: fields.integer('judgedEpoch'),
    createdAt: fields.integer('createdAt'),
    lastScan: fields.integerOrNull('lastScan'),
    lastCompleteScan: fields.integerOrNull('lastCompleteScan'),
    vanishedFiles: fields.integer('vanishedFiles'),
  }
}

function decodeMount(fields: RowFields): MountIdentity {
  return { type: fields.text('type'), source: fields.text('source'), subroot: fields.text('subroot') }
}
