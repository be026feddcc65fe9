import { encodeTree } from '../codec/tree.ts'
import type { TreeEntry } from '../domain/entry.ts'
import type { ObjectToWrite } from './objects.ts'

/** The tree of one directory as an object to write; `entries` are sorted bytewise by name. */
export function treeObject(entries: readonly TreeEntry[]): Extract<ObjectToWrite, { kind: 'tree' }> {
  return { kind: 'tree', ...encodeTree(entries) }
}
