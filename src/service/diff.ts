import { idPrefixRange } from '../codec/keys.ts'
import { unreachable } from '../domain/errors.ts'
import { idPrefixMin } from '../domain/limits.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { diffContents } from './contentDiff.ts'
import type { ServiceContext } from './context.ts'
import type { DiffReport, DiffRequest } from './contract/diff.ts'
import { diffDisk } from './diskDiff.ts'
import { diffPath } from './pathDiff.ts'

type StoredRequest = Extract<DiffRequest, { kind: 'stored' }>

/** The disk against the index, two snapshots, or two contents. Throws as the one that is meant. */
export async function diff(context: ServiceContext, request: DiffRequest): Promise<DiffReport> {
  switch (request.kind) {
    case 'disk':
      return { kind: 'disk', diff: await diffDisk(context, request) }
    case 'stored':
      return await diffStored(context, request)
    default:
      return unreachable(request)
  }
}

/** Digits may name a snapshot or a content; with a path, or where a snapshot begins with them, a snapshot is meant. */
async function diffStored(context: ServiceContext, request: StoredRequest): Promise<DiffReport> {
  const { before, after, path } = request
  const { meta } = context.store
  if (after !== null && path === null && isHex(before) && isHex(after)) {
    if (!(await isSnapshot(meta, before))) {
      return { kind: 'contents', path: null, diff: await diffContents(context, { before, after }) }
    }
  }
  return await diffPath(context, { from: before, to: after ?? 'latest', path, cwd: request.cwd })
}

function isHex(text: string): boolean {
  return text.length >= idPrefixMin && /^[0-9a-f]+$/i.test(text)
}

async function isSnapshot(meta: KeyValue, prefix: string): Promise<boolean> {
  if (prefix.length > 64) return false
  const cursor = meta.cursor({ ...idPrefixRange('snapshot', prefix.toLowerCase()), keysOnly: true })
  try {
    return (await cursor.next(1)).length > 0
  } finally {
    await cursor.close()
  }
}
