import { singleKey } from '../codec/keys.ts'
import { decodeRow, encodeRow } from '../codec/row.ts'
import type { BatchOperation, KeyValue } from '../kv/keyValue.ts'

/** What identifies a mount across reboots (decision 18); `dev` is renumbered and never stored. */
export interface MountIdentity {
  readonly type: string
  readonly source: string
  readonly subroot: string
}

/** The store-wide table of mounts ever seen; index rows hold a position in it. It only grows. */
export async function readMounts(meta: KeyValue): Promise<MountIdentity[]> {
  const key = singleKey('mounts')
  const value = await meta.get(key)
  return value === undefined ? [] : (decodeRow('single', key, value) as MountIdentity[])
}

export function mountsOperation(mounts: readonly MountIdentity[]): BatchOperation {
  const key = singleKey('mounts')
  return { type: 'put', key, value: encodeRow('single', key, mounts) }
}
