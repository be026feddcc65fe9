import { kindRange, parseIndexPageKey } from '../codec/keys.ts'
import { type Oid, oidToBytes } from '../domain/oid.ts'
import { type BytePath, joinPath, rootPath } from '../domain/path.ts'
import { DirectoryCursor } from '../index/directoryCursor.ts'
import type { DirectoryRow } from '../index/directoryRow.ts'
import { readDirectory } from '../index/readDirectory.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { readRows } from '../store/rows.ts'
import type { Page } from './contract/page.ts'

export interface FoundFile {
  readonly path: BytePath
  readonly uid: number
}

/**
 * The files that have this content today, in walk order. One pass over the index of all roots; a page without the bytes
 * of the id is not decoded.
 */
export async function* filesHaving(meta: KeyValue, oid: Oid): AsyncGenerator<FoundFile> {
  for await (const directory of directoriesMentioning(meta, oid)) {
    const row = await readDirectory(meta, directory)
    for (const { oid: found, stat, name } of row?.entries() ?? []) {
      if (found === oid && stat.kind === 'file') yield { path: joinPath(directory, name), uid: stat.uid }
    }
  }
}

/** The other files with the content of `path`: at most `listed` of them, and how many there are. */
export async function othersHaving(
  meta: KeyValue,
  { oid, path }: { readonly oid: Oid; readonly path: BytePath },
  listed: number,
): Promise<Page<BytePath>> {
  const items: BytePath[] = []
  let total = 0
  for await (const { path: other } of filesHaving(meta, oid)) {
    if (other === path) continue
    total += 1
    if (items.length < listed) items.push(other)
  }
  return { items, total }
}

/** The first file, in walk order, with each of the contents. One pass over the index of all roots. */
export async function firstFiles(
  meta: KeyValue,
  oids: ReadonlySet<Oid>,
): Promise<ReadonlyMap<Oid, BytePath>> {
  const found = new Map<Oid, BytePath>()
  if (oids.size === 0) return found
  const cursor = new DirectoryCursor(meta, rootPath)
  try {
    while (found.size < oids.size) {
      await cursor.fill()
      const row = cursor.take()
      if (row === undefined) return found
      keepFirst(row, oids, found)
    }
    return found
  } finally {
    await cursor.close()
  }
}

function keepFirst(row: DirectoryRow, wanted: ReadonlySet<Oid>, found: Map<Oid, BytePath>): void {
  for (const [oid, path] of filesIn(row)) if (wanted.has(oid) && !found.has(oid)) found.set(oid, path)
}

function filesIn(row: DirectoryRow): readonly (readonly [Oid, BytePath])[] {
  return row.entries().flatMap(({ oid, stat, name }) => {
    return oid === null || stat.kind !== 'file' ? [] : [[oid, joinPath(row.path, name)] as const]
  })
}

async function* directoriesMentioning(meta: KeyValue, oid: Oid): AsyncGenerator<BytePath> {
  const wanted = oidToBytes(oid)
  let last: BytePath | undefined
  for await (const [key, page] of readRows(meta, kindRange('index-page'))) {
    if (!page.includes(wanted)) continue
    const { path } = parseIndexPageKey(key)
    if (path !== last) yield path
    last = path
  }
}
