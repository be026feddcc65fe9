import { idPrefixRange, parseIdKey } from '../codec/keys.ts'
import { HoldfastError } from '../domain/errors.ts'
import { candidatesListedMax, idPrefixMin } from '../domain/limits.ts'
import { type Oid, shortOid } from '../domain/oid.ts'
import type { BytePath } from '../domain/path.ts'
import type { StoredSnapshot } from '../domain/snapshot.ts'
import { parseTimeSpec, type TimeContext } from '../domain/timeText.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { listRoots } from './roots.ts'
import { latestSnapshot, readSnapshot, snapshotAt } from './snapshots.ts'

export interface SnapshotScope {
  /** Whose history `latest` and times refer to; null when the store's only root is meant. */
  readonly root: BytePath | null
  readonly time: TimeContext
}

/**
 * The snapshot a person means by 8 or more hex digits of its id, `latest`, or a time: `@2d`, `2026-11-15` (the end of
 * that day), RFC 3339. A time means the newest snapshot that is not younger. Throws HF_USAGE, HF_NOT_FOUND, HF_AMBIGUOUS.
 */
export async function resolveSnapshot(
  meta: KeyValue,
  spec: string,
  scope: SnapshotScope,
): Promise<StoredSnapshot> {
  if (idPattern.test(spec)) return await byPrefix(meta, spec.toLowerCase())
  const at = spec === 'latest' ? Number.POSITIVE_INFINITY : timeOf(spec, scope.time)
  const root = scope.root ?? (await onlyRoot(meta))
  const found = spec === 'latest' ? await latestSnapshot(meta, root) : await snapshotAt(meta, root, at)
  if (found !== undefined) return found
  throw new HoldfastError('HF_NOT_FOUND', `there is no snapshot ${JSON.stringify(spec)} of this root`, {
    hint: listHint,
  })
}

const listHint = 'list them: holdfast snapshot list'
const idPattern = new RegExp(`^[0-9a-f]{${String(idPrefixMin)},64}$`, 'i')
const dayPattern = /^\d{4}-\d{2}-\d{2}$/
const dayMs = 86_400_000

async function byPrefix(meta: KeyValue, prefix: string): Promise<StoredSnapshot> {
  const cursor = meta.cursor({ ...idPrefixRange('snapshot', prefix), keysOnly: true })
  try {
    const rows = await cursor.next(candidatesListedMax)
    const ids = rows.map(([key]) => parseIdKey(key))
    const [only] = ids
    if (only === undefined) {
      throw new HoldfastError('HF_NOT_FOUND', `no snapshot begins with ${prefix}`, { hint: listHint })
    }
    if (ids.length > 1) throw ambiguous(prefix, ids)
    return await readSnapshot(meta, only)
  } finally {
    await cursor.close()
  }
}

function ambiguous(prefix: string, ids: readonly Oid[]): HoldfastError {
  const digits = Math.max(...ids.slice(1).map((id, i) => commonDigits(id, ids[i] ?? id))) + 1
  return new HoldfastError(
    'HF_AMBIGUOUS',
    `${prefix} is the beginning of ${String(ids.length)} snapshots or more`,
    {
      facts: { prefix, first: shortOid(ids[0] ?? ('' as Oid)) },
      hint: `name one: ${ids.map((id) => id.slice(0, digits)).join(' ')}`,
    },
  )
}

function commonDigits(a: string, b: string): number {
  let count = 0
  while (count < a.length && a[count] === b[count]) count += 1
  return count
}

function timeOf(spec: string, context: TimeContext): number {
  const text = spec.startsWith('@') ? spec.slice(1) : spec
  const at = parseTimeSpec(text, context)
  if (at === undefined) {
    throw new HoldfastError('HF_USAGE', `not a snapshot: ${JSON.stringify(spec.slice(0, 80))}`, {
      hint: `a snapshot is ${String(idPrefixMin)} or more hex digits, latest, @2d, or a time like 2026-11-15`,
    })
  }
  return dayPattern.test(text) ? at + dayMs - 1 : at
}

async function onlyRoot(meta: KeyValue): Promise<BytePath> {
  const roots: BytePath[] = []
  for await (const { path } of listRoots(meta)) roots.push(path)
  const [only] = roots
  if (only === undefined)
    throw new HoldfastError('HF_NOT_FOUND', 'nothing was scanned yet', { hint: 'holdfast scan PATH' })
  if (roots.length === 1) return only
  throw new HoldfastError('HF_AMBIGUOUS', `this store has ${String(roots.length)} roots`, {
    facts: { roots: roots.length },
    hint: 'name one of them, or a snapshot by its id: holdfast snapshot list',
  })
}
