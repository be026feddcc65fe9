import { kindRange, parseNameKey, refKey } from '../codec/keys.ts'
import { encodeRow } from '../codec/row.ts'
import { readRow } from '../codec/rowFields.ts'
import type { Oid } from '../domain/oid.ts'
import type { BytePath } from '../domain/path.ts'
import type { BatchOperation, KeyValue } from '../kv/keyValue.ts'
import { readRows } from './rows.ts'

/** A name for something that must not be collected: `roots/home/alice` -> snapshot, `rules/custom` -> content. */
export interface Ref {
  readonly name: string
  readonly target: RefTarget
}

export interface RefTarget {
  readonly kind: 'snapshot' | 'content'
  readonly oid: Oid
}

/** The ref of a root's newest snapshot: writing it is the commit of that snapshot. */
export function rootRefName(root: BytePath): string {
  return `roots${root}`
}

export function refOperation({ name, target }: Ref): BatchOperation {
  const key = refKey(name)
  return { type: 'put', key, value: encodeRow('ref', key, target) }
}

export function forgetRef(name: string): BatchOperation {
  return { type: 'del', key: refKey(name) }
}

export async function readRef(meta: KeyValue, name: string): Promise<RefTarget | undefined> {
  const key = refKey(name)
  const value = await meta.get(key)
  return value === undefined ? undefined : decodeRefTarget(key, value)
}

/** Every ref, by name. */
export async function* listRefs(meta: KeyValue): AsyncGenerator<Ref> {
  for await (const [key, value] of readRows(meta, kindRange('ref'))) {
    yield { name: parseNameKey(key), target: decodeRefTarget(key, value) }
  }
}

/** Throws HF_RECORD_CORRUPT. */
export function decodeRefTarget(key: Buffer, value: Buffer): RefTarget {
  const fields = readRow('ref', key, value)
  return { kind: fields.oneOf('kind', ['snapshot', 'content']), oid: fields.oid('oid') }
}
