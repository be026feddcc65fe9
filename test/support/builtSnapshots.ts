import { deflateSync } from 'node:zlib'
import { encodeTree } from '../../src/codec/tree.ts'
import type { TreeEntry } from '../../src/domain/entry.ts'
import type { Oid } from '../../src/domain/oid.ts'
import type { BytePath } from '../../src/domain/path.ts'
import type { StoredSnapshot } from '../../src/domain/snapshot.ts'
import { sha256 } from '../../src/hash/sha256.ts'
import { contentOperation } from '../../src/store/contents.ts'
import { newSnapshot, snapshotOperations } from '../../src/store/snapshots.ts'
import type { Store } from '../../src/store/store.ts'
import { byteName } from './scratch.ts'

/** A directory as a test writes it: text is a file, an object a directory, `like` an entry with other properties. */
export interface Layout {
  readonly [name: string]: string | Layout | Like
}

export class Like {
  readonly content: string
  readonly changes: Partial<TreeEntry>
  constructor(content: string, changes: Partial<TreeEntry>) {
    this.content = content
    this.changes = changes
  }
}

/** Stores the trees and contents of a layout as a scan does: objects first. */
export async function putTree(store: Store, layout: Layout): Promise<Oid> {
  const entries: TreeEntry[] = []
  for (const [name, value] of Object.entries(layout)) entries.push(await putEntry(store, name, value))
  const { oid, payload } = encodeTree(entries.sort((a, b) => (a.name < b.name ? -1 : 1)))
  await (await store.objects()).writeGroup([{ kind: 'tree', oid, payload }])
  return oid
}

async function putContent(store: Store, text: string): Promise<Oid> {
  const bytes = Buffer.from(text)
  const [oid, size] = [sha256(bytes), bytes.length]
  await (await store.objects()).writeGroup([{ kind: 'content', oid, size, deflated: deflateSync(bytes) }])
  await store.meta.batch([contentOperation(oid, { size, kept: 'whole', firstSeenAt: 1 })], { sync: true })
  return oid
}

/** The next snapshot of `root`. */
export async function putSnapshot(
  store: Store,
  root: BytePath,
  layout: Layout,
  facts: { readonly at: number; readonly parent?: StoredSnapshot },
): Promise<StoredSnapshot> {
  const snapshot = newSnapshot({
    root,
    parent: facts.parent?.id ?? null,
    tree: await putTree(store, layout),
    at: facts.at,
    files: 0,
    bytes: 0,
    reason: 'scan',
    scan: facts.at,
  })
  await store.meta.batch(snapshotOperations(snapshot), { sync: true })
  return snapshot
}

async function putEntry(store: Store, name: string, value: Layout[string]): Promise<TreeEntry> {
  const common = { name: byteName(name), uid: 0, gid: 0, hashOnly: false, silentChange: false }
  if (typeof value === 'string') return fileEntry(common, await putContent(store, value), value)
  if (value instanceof Like) {
    return { ...fileEntry(common, await putContent(store, value.content), value.content), ...value.changes }
  }
  return { ...common, kind: 'directory', mode: 0o755, size: 0, oid: await putTree(store, value) }
}

type Common = Pick<TreeEntry, 'name' | 'uid' | 'gid' | 'hashOnly' | 'silentChange'>

function fileEntry(common: Common, oid: Oid, text: string): TreeEntry {
  return { ...common, kind: 'file', mode: 0o644, size: Buffer.byteLength(text), oid }
}
