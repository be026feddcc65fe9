import { cpSync, lstatSync, mkdirSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { kindRange } from '../../src/codec/keys.ts'
import { type Oid, parseOid } from '../../src/domain/oid.ts'
import type { KeyValue } from '../../src/kv/keyValue.ts'
import { readRows } from '../../src/store/rows.ts'
import type { Store } from '../../src/store/store.ts'

/** Copies a closed store without its ballast, which says nothing and is most of it. */
export function copyStore(from: string, to: string): void {
  mkdirSync(to, { recursive: true, mode: 0o700 })
  for (const name of readdirSync(from)) {
    if (basename(name) === 'ballast' || lstatSync(join(from, name)).isSocket()) continue
    cpSync(join(from, name), join(to, name), { recursive: true })
  }
}

/** Every row of a database by key, both in latin1; without the row that a check itself writes. */
export async function rowsOf(database: KeyValue): Promise<ReadonlyMap<string, string>> {
  const rows = new Map<string, string>()
  for await (const [key, value] of readRows(database, wholeDatabase)) {
    const text = key.toString('latin1')
    if (text !== 'mlast-fsck') rows.set(text, value.toString('latin1'))
  }
  return rows
}

/** Ids in hex of every content and tree in the objects database. */
export async function objectIds(
  store: Store,
): Promise<{ readonly content: readonly Oid[]; readonly tree: readonly Oid[] }> {
  const { database } = await store.objects()
  const ids = { content: [] as Oid[], tree: [] as Oid[] }
  for (const kind of ['content', 'tree'] as const) {
    for await (const [key] of readRows(database, { ...kindRange(kind), keysOnly: true }))
      ids[kind].push(parseOid(key.toString('hex', 1)))
  }
  return ids
}

const wholeDatabase = { gte: Buffer.alloc(0), lt: Buffer.of(0xff, 0xff) }
