import { displayPath } from '../domain/displayPath.ts'
import { HoldfastError, unreachable } from '../domain/errors.ts'
import type { Oid } from '../domain/oid.ts'
import type { BytePath } from '../domain/path.ts'
import { readEntry } from '../index/readDirectory.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { getContent } from '../store/contents.ts'
import { readTombstone } from '../store/tombstones.ts'
import type { Store } from '../store/store.ts'
import { notKept } from './contentId.ts'
import type { ServiceContext } from './context.ts'
import type { ContentView, TargetRequest } from './contract/file.ts'
import { resolveTarget, type Target } from './target.ts'

/**
 * The beginning of a content, from the store and never from the disk: the file there may be another one by now. An
 * incident shows what was found, a path what the last scan saw. HF_NOT_KEPT when only the hash is known.
 */
export async function viewContent(
  { store }: ServiceContext,
  request: TargetRequest & { readonly bytes: number },
): Promise<ContentView> {
  const { path, oid } = await subjectOf(store.meta, await resolveTarget(store.meta, request))
  const content = await readKept(store, oid)
  const { length } = content
  return { path, oid, size: length, bytes: content.subarray(0, request.bytes), source: 'store' }
}

/** A whole content. HF_NOT_KEPT, HF_OBJECT_MISSING, HF_OBJECT_CORRUPT. */
export async function readKept(store: Store, oid: Oid): Promise<Buffer> {
  const row = await getContent(store.meta, oid)
  if (row?.kept !== 'whole') throw notKept(oid, await readTombstone(store.meta, oid))
  const objects = await store.objects()
  return await objects.readContent(oid)
}

interface Subject {
  readonly path: BytePath | null
  readonly oid: Oid
}

async function subjectOf(meta: KeyValue, target: Target): Promise<Subject> {
  switch (target.kind) {
    case 'content':
      return { path: null, oid: target.oid }
    case 'incident':
      return { path: target.incident.path, oid: target.incident.oid }
    case 'path':
      return { path: target.path, oid: await contentAt(meta, target.path) }
    default:
      return unreachable(target)
  }
}

async function contentAt(meta: KeyValue, path: BytePath): Promise<Oid> {
  const entry = await readEntry(meta, path)
  const shown = displayPath(path)
  if (entry?.stat.kind === 'file' && entry.oid !== null) return entry.oid
  if (entry === undefined) {
    throw new HoldfastError('HF_NOT_FOUND', `${shown} was not there in the last scan`, {
      facts: { file: shown },
      hint: 'its former contents: holdfast history PATH --contents',
    })
  }
  const what = entry.stat.kind === 'file' ? 'was identified by its stat only' : `is a ${entry.stat.kind}`
  throw new HoldfastError('HF_NOT_KEPT', `${shown} ${what}; there is no content to show`, {
    facts: { file: shown },
  })
}
