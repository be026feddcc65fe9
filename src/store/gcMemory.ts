import { singleKey } from '../codec/keys.ts'
import { decodeRow, encodeRow } from '../codec/row.ts'
import type { Moment } from '../domain/clockJump.ts'
import type { Oid } from '../domain/oid.ts'
import type { BatchOperation, KeyValue } from '../kv/keyValue.ts'

/** When something was last collected; the clock was found or declared right then. `seq` is the newest event of that time. */
export interface LastGc extends Moment {
  readonly seq: number
}

/** Objects that no row spoke of, and since when at least. */
export interface KnownStrays {
  readonly at: number
  readonly contents: readonly Oid[]
  readonly trees: readonly Oid[]
}

export function lastGcOperation(last: LastGc): BatchOperation {
  return put('last-gc', last)
}

export async function readLastGc(meta: KeyValue): Promise<LastGc | undefined> {
  return (await get(meta, 'last-gc')) as LastGc | undefined
}

export function straysOperation(strays: KnownStrays): BatchOperation {
  return put('gc-strays', strays)
}

export async function readStrays(meta: KeyValue): Promise<KnownStrays | undefined> {
  return (await get(meta, 'gc-strays')) as KnownStrays | undefined
}

function put(name: string, row: unknown): BatchOperation {
  const key = singleKey(name)
  return { type: 'put', key, value: encodeRow('single', key, row) }
}

async function get(meta: KeyValue, name: string): Promise<unknown> {
  const key = singleKey(name)
  const value = await meta.get(key)
  return value === undefined ? undefined : decodeRow('single', key, value)
}
