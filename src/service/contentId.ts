import { idPrefixRange, parseIdKey } from '../codec/keys.ts'
import { formatInstant } from '../domain/clock.ts'
import { HoldfastError } from '../domain/errors.ts'
import { candidatesListedMax, idPrefixMin } from '../domain/limits.ts'
import { type Oid, shortOid } from '../domain/oid.ts'
import { formatOperationId } from '../domain/operation.ts'
import type { Tombstone } from '../domain/tombstone.ts'
import type { KeyValue } from '../kv/keyValue.ts'

/** True for text that can only be meant as a content id or the beginning of one. */
export function looksLikeContentId(text: string): boolean {
  return text.length >= idPrefixMin && text.length <= 64 && /^[0-9a-fA-F]+$/.test(text)
}

/** The one known content whose id begins with `prefix`. HF_USAGE, HF_NOT_FOUND, HF_AMBIGUOUS. */
export async function resolveContentId(meta: KeyValue, prefix: string): Promise<Oid> {
  if (!looksLikeContentId(prefix)) {
    const shown = JSON.stringify(prefix.slice(0, 80))
    throw new HoldfastError('HF_USAGE', `not a content hash: ${shown}`, {
      hint: `give at least ${String(idPrefixMin)} of its 64 hex digits`,
    })
  }
  const found = await contentsBeginning(meta, prefix.toLowerCase())
  const [only, ...others] = found
  if (only === undefined) throw unknownContent(prefix)
  if (others.length === 0) return only
  throw new HoldfastError('HF_AMBIGUOUS', `${prefix} is the beginning of several content hashes`, {
    facts: { hash: prefix, candidates: found.join(' ') },
    hint: `type more digits: ${found.map((oid) => oid.slice(0, prefix.length + 8)).join(' ')}`,
  })
}

export function unknownContent(hash: string): HoldfastError {
  return new HoldfastError('HF_NOT_FOUND', `no content with the hash ${hash} was ever seen`, {
    facts: { hash },
    hint: `is it the name of a file? then type ./${hash}`,
  })
}

/** Of a content that is known and not kept: whether somebody had it removed, or it was never stored. */
export function notKept(oid: Oid, purged: Tombstone | undefined): HoldfastError {
  if (purged !== undefined) {
    const when = formatInstant(purged.purgedAt)
    return new HoldfastError(
      'HF_NOT_KEPT',
      `the bytes of ${shortOid(oid)} were removed for good at ${when}`,
      {
        facts: { hash: oid, purgedAt: when, operation: purged.operation },
        hint: `who asked for it: holdfast operation show ${formatOperationId(purged.operation)}`,
      },
    )
  }
  return new HoldfastError(
    'HF_NOT_KEPT',
    `of ${shortOid(oid)} only the hash is known; its bytes were not kept`,
    {
      facts: { hash: oid },
      hint: 'media, archives and large files are hashed, not kept: look at the file on the disk',
    },
  )
}

async function contentsBeginning(meta: KeyValue, prefix: string): Promise<readonly Oid[]> {
  const cursor = meta.cursor({ ...idPrefixRange('content-row', prefix), keysOnly: true })
  try {
    const rows = await cursor.next(candidatesListedMax)
    return rows.map(([key]) => parseIdKey(key))
  } finally {
    await cursor.close()
  }
}
