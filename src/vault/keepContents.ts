import { constants, deflateSync } from 'node:zlib'
import type { Clock } from '../domain/clock.ts'
import { HoldfastError } from '../domain/errors.ts'
import type { Oid } from '../domain/oid.ts'
import type { BatchOperation } from '../kv/keyValue.ts'
import { contentOperation, getContents } from '../store/contents.ts'
import type { Objects } from '../store/objects.ts'
import type { Store } from '../store/store.ts'

export interface ContentToKeep {
  readonly oid: Oid
  readonly bytes: Buffer
}

/**
 * Makes sure that the store has these contents whole, whatever the content policy says: synced when it resolves. What is
 * there already is read and checked, since the file may be the only other copy. Answers the content rows that are to go
 * into the next batch of meta.
 */
export async function keepContents(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  contents: readonly ContentToKeep[],
): Promise<readonly BatchOperation[]> {
  const distinct = [...new Map(contents.map((content) => [content.oid, content])).values()]
  if (distinct.length === 0) return []
  const objects = await store.objects()
  const missing: ContentToKeep[] = []
  for (const content of distinct) if (!(await isReadable(objects, content.oid))) missing.push(content)
  if (missing.length > 0) await objects.writeGroup(missing.map(objectOf))
  const rows = await getContents(
    store.meta,
    distinct.map(({ oid }) => oid),
  )
  return distinct.flatMap(({ oid, bytes }, i) => {
    const row = rows[i]
    if (row?.kept === 'whole') return []
    const firstSeenAt = row?.firstSeenAt ?? clock.now()
    return [contentOperation(oid, { size: bytes.length, kept: 'whole', firstSeenAt })]
  })
}

async function isReadable(objects: Objects, oid: Oid): Promise<boolean> {
  const [isThere] = await objects.hasContents([oid])
  if (isThere !== true) return false
  try {
    await objects.readContent(oid)
    return true
  } catch (error) {
    if (error instanceof HoldfastError && error.kind === 'corrupt') return false
    throw error
  }
}

function objectOf({ oid, bytes }: ContentToKeep): Parameters<Objects['writeGroup']>[0][number] {
  const deflated = deflateSync(bytes, { level: constants.Z_BEST_SPEED })
  return { kind: 'content', oid, size: bytes.length, deflated }
}
