import { indexPageKey } from '../codec/keys.ts'
import { decodeRecord } from '../codec/record.ts'
import { decodeIndexHeader } from '../codec/indexPage.ts'
import type { IndexEntry } from '../domain/entry.ts'
import { nameOf, parentOf, type BytePath } from '../domain/path.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { DirectoryRow, type StoredRow } from './directoryRow.ts'

/** The row of one directory, or undefined when the index does not know it. */
export async function readDirectory(meta: KeyValue, path: BytePath): Promise<DirectoryRow | undefined> {
  const key = indexPageKey(path, 0)
  const first = await meta.get(key)
  if (first === undefined) return undefined
  const { pages } = decodeIndexHeader(decodeRecord(first, key, 'index-page').payload, path)
  const keys = Array.from({ length: pages - 1 }, (_, i) => indexPageKey(path, i + 1))
  const others = (await meta.getMany(keys)).flatMap((value, i): StoredRow[] => {
    const otherKey = keys[i]
    return value === undefined || otherKey === undefined ? [] : [[otherKey, value]]
  })
  return new DirectoryRow(path, [[key, first], ...others])
}

/** The entry of one path; undefined when the index has none (`/` has none). */
export async function readEntry(meta: KeyValue, path: BytePath): Promise<IndexEntry | undefined> {
  const name = nameOf(path)
  if (name === undefined) return undefined
  const row = await readDirectory(meta, parentOf(path))
  return row?.find(name)
}
