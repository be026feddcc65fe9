import { decodeIndexHeader } from '../../codec/indexPage.ts'
import { exactPathRange, kindRange, parseIndexPageKey } from '../../codec/keys.ts'
import { decodeRecord } from '../../codec/record.ts'
import { displayPath } from '../../domain/displayPath.ts'
import { reingestPathsMax } from '../../domain/limits.ts'
import type { Oid } from '../../domain/oid.ts'
import { type BytePath, joinPath, rootPath } from '../../domain/path.ts'
import type { DirectoryRow } from '../../index/directoryRow.ts'
import { treeEntryOf } from '../../index/treeEntry.ts'
import type { KeyValue } from '../../kv/keyValue.ts'
import { readRows } from '../../store/rows.ts'
import type { Store } from '../../store/store.ts'
import { treeObject } from '../../store/trees.ts'
import type { FsckRepair } from '../contract/fsck.ts'
import { directoryRows } from '../directoryRows.ts'

export interface IndexDamage {
  readonly whole: 'keep' | 'drop'
  /** Directories to be read again. */
  readonly directories: ReadonlySet<BytePath>
  /** Contents of which a row is missing: whatever holds them is to be read again. */
  readonly unknown: ReadonlySet<Oid>
  /** Contents and trees whose bytes are missing or damaged. */
  readonly contents: ReadonlySet<Oid>
  readonly trees: ReadonlySet<Oid>
}

export interface IndexRepairs {
  readonly repaired: readonly FsckRepair[]
  /** Where the damaged contents lie on disk, as far as the index knows; at most reingestPathsMax each. */
  readonly places: ReadonlyMap<Oid, readonly Place[]>
}

export interface Place {
  readonly path: BytePath
  readonly kind: 'file' | 'symlink'
}

/** The index follows from the disk: what is wrong in it is forgotten, and the next scan reads those directories. */
export async function repairIndex(store: Store, damage: IndexDamage): Promise<IndexRepairs> {
  const { meta } = store
  const repaired: FsckRepair[] = []
  const places = new Map<Oid, Place[]>()
  if (damage.whole === 'drop') {
    await forgetRange(meta, kindRange('index-page'))
    repaired.push({
      kind: 'index-page',
      id: '',
      repair: 'the whole index is dropped; everything is read again',
    })
    return { repaired, places }
  }
  for (const path of new Set([...damage.directories, ...(await incompleteDirectories(meta))])) {
    await forgetDirectory(meta, path, repaired)
  }
  for await (const row of directoryRows(meta, rootPath)) {
    keepPlaces(row, damage.contents, places)
    const isRebuilt = await rebuildTree(store, row, damage.trees, repaired)
    const isUnknown = row.entries().some(({ oid }) => oid !== null && damage.unknown.has(oid))
    if (!isRebuilt || isUnknown) await forgetDirectory(meta, row.path, repaired)
  }
  return { repaired, places }
}

/** The next scan lists these directories and reads their files. */
export async function forgetDirectory(meta: KeyValue, path: BytePath, repaired: FsckRepair[]): Promise<void> {
  const forgotten = await forgetRange(meta, exactPathRange('index', path))
  if (forgotten === 0) return
  repaired.push({
    kind: 'index-page',
    id: displayPath(path),
    repair: 'forgotten; the next scan reads it again',
  })
}

async function forgetRange(meta: KeyValue, range: ReturnType<typeof kindRange>): Promise<number> {
  const keys: Buffer[] = []
  for await (const [key] of readRows(meta, { ...range, keysOnly: true })) keys.push(key)
  if (keys.length > 0) {
    await meta.batch(
      keys.map((key) => ({ type: 'del', key })),
      { sync: true },
    )
  }
  return keys.length
}

/** Pages are numbered from 0 without gaps, and page 0 says how many there are. */
async function incompleteDirectories(meta: KeyValue): Promise<readonly BytePath[]> {
  const incomplete: BytePath[] = []
  let open: { readonly path: BytePath; readonly pages: number; seen: number } | undefined
  const close = (): void => {
    if (open !== undefined && open.seen !== open.pages) incomplete.push(open.path)
  }
  for await (const [key, value] of readRows(meta, kindRange('index-page'))) {
    const { path, page } = parseIndexPageKey(key)
    if (open?.path !== path) {
      close()
      const { payload } = decodeRecord(value, key, 'index-page')
      open = { path, pages: page === 0 ? decodeIndexHeader(payload, path).pages : page + 1, seen: 0 }
    }
    open.seen += 1
  }
  close()
  return incomplete
}

function keepPlaces(row: DirectoryRow, wanted: ReadonlySet<Oid>, places: Map<Oid, Place[]>): void {
  if (wanted.size === 0) return
  for (const { oid, name, stat } of row.entries()) {
    const { kind } = stat
    if (oid === null || !wanted.has(oid) || (kind !== 'file' && kind !== 'symlink')) continue
    const known = places.get(oid) ?? []
    if (known.length < reingestPathsMax) places.set(oid, [...known, { path: joinPath(row.path, name), kind }])
  }
}

/** False when the row names a lost tree and is not what it was made of. */
async function rebuildTree(
  store: Store,
  row: DirectoryRow,
  lost: ReadonlySet<Oid>,
  repaired: FsckRepair[],
): Promise<boolean> {
  const { tree } = row.header
  if (tree === null || !lost.has(tree)) return true
  const rebuilt = treeObject(row.entries().map(treeEntryOf))
  if (rebuilt.oid !== tree) return false
  await (await store.objects()).writeGroup([rebuilt])
  repaired.push({ kind: 'tree', id: tree, repair: `made again from the index of ${displayPath(row.path)}` })
  return true
}
