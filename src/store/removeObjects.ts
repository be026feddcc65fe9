import { contentChunkKey, contentKey, kindRange, treeChunkKey } from '../codec/keys.ts'
import type { Oid } from '../domain/oid.ts'
import type { BatchOperation, Cursor, KeyValue } from '../kv/keyValue.ts'
import { type ObjectKind, objectKeyOf } from './objectRecords.ts'

/** Takes objects out, each with its chunks, in one synced batch: no half of one is ever left. Those that are gone already count as done. */
export async function removeObjects(
  database: KeyValue,
  kind: ObjectKind,
  oids: readonly Oid[],
): Promise<void> {
  const operations: BatchOperation[] = oids.map((oid) => ({ type: 'del', key: objectKeyOf[kind](oid) }))
  operations.push(...(await chunkRemovals(database, kind, oids)))
  if (operations.length > 0) await database.batch(operations, { sync: true })
}

/** removeObjects, and their bytes leave the files of the database as well: deleting alone only hides them. */
export async function eraseContents(database: KeyValue, oids: readonly Oid[]): Promise<void> {
  await removeObjects(database, 'content', oids)
  for (const oid of oids) {
    for (const first of [contentKey(oid), contentChunkKey(oid, 0)]) {
      const lt = Buffer.concat([first.subarray(0, contentKey(oid).length), Buffer.alloc(5, 0xff)])
      await database.compact({ gte: first, lt })
    }
  }
}

const chunkTables = { content: 'content-chunk', tree: 'tree-chunk' } as const
const firstChunkOf = { content: contentChunkKey, tree: treeChunkKey } as const

async function chunkRemovals(
  database: KeyValue,
  kind: ObjectKind,
  oids: readonly Oid[],
): Promise<BatchOperation[]> {
  const cursor = database.cursor({ ...kindRange(chunkTables[kind]), keysOnly: true })
  const removals: BatchOperation[] = []
  try {
    for (const oid of oids.toSorted()) {
      const first = firstChunkOf[kind](oid, 0)
      cursor.seek(first)
      for await (const key of keysWith(cursor, first.subarray(0, -chunkNumberBytes)))
        removals.push({ type: 'del', key })
    }
  } finally {
    await cursor.close()
  }
  return removals
}

const chunkNumberBytes = 4

async function* keysWith(cursor: Cursor, prefix: Buffer): AsyncGenerator<Buffer> {
  for (;;) {
    const [row] = await cursor.next(1)
    if (row === undefined || !row[0].subarray(0, prefix.length).equals(prefix)) return
    yield row[0]
  }
}
