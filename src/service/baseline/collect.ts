import { deflateSync } from 'node:zlib'
import type { BaselineFile } from '../../domain/baseline.ts'
import { displayPath } from '../../domain/displayPath.ts'
import { HoldfastError } from '../../domain/errors.ts'
import { releaseBytesMax, releaseFilesMax } from '../../domain/actingLimits.ts'
import { screenPathsMax } from '../../domain/limits.ts'
import { outcomeOf } from '../../domain/verdict.ts'
import type { Verdict } from '../../domain/verdict.ts'
import { sha256 } from '../../hash/sha256.ts'
import { contentOperation, getContents } from '../../store/contents.ts'
import type { ServiceContext } from '../context.ts'

/** The files of a baseline as they come in. */
export interface Collection {
  /** What is vouched for: a release that heals files has to be clean, one that excuses them may look suspicious. */
  readonly takes: 'clean' | 'suspicious-too'
  readonly files: Map<string, BaselineFile>
  readonly malicious: string[]
  bytes: number
  leftOut: number
}

export interface CollectedFile {
  readonly path: string
  readonly bytes: Buffer
  readonly verdict: Verdict
}

export function emptyCollection(takes: Collection['takes'] = 'clean'): Collection {
  return { takes, files: new Map(), malicious: [], bytes: 0, leftOut: 0 }
}

/** Notes one file by what is said of it; true when it is vouched for. HF_LIMIT, HF_BASELINE_REFUSED. */
export function noteFile(collection: Collection, file: BaselineFile, verdict: Verdict | null): boolean {
  if (collection.files.has(file.path))
    throw refused(
      `it holds ${displayPath(file.path)} twice`,
      'unpack it, look at it, and give holdfast the directory',
    )
  collection.bytes += file.size
  if (collection.files.size + collection.leftOut >= releaseFilesMax || collection.bytes > releaseBytesMax)
    throw new HoldfastError('HF_LIMIT', 'this is larger than any release', {
      hint: 'give one site or one release',
    })
  const outcome = verdict === null ? 'undecided' : outcomeOf(verdict)
  if (outcome === 'clean' || (outcome === 'suspicious' && collection.takes === 'suspicious-too')) {
    collection.files.set(file.path, file)
    return true
  }
  if (outcome === 'malicious') collection.malicious.push(file.path)
  else collection.leftOut += 1
  return false
}

/** Hashes files itself, notes them, and keeps the bytes of those that are vouched for. */
export async function keepFiles(
  context: ServiceContext,
  collection: Collection,
  files: readonly CollectedFile[],
): Promise<void> {
  const kept = files.flatMap(({ path, bytes, verdict }) => {
    const oid = sha256(bytes)
    return noteFile(collection, { path, oid, size: bytes.length }, verdict) ? [{ oid, bytes }] : []
  })
  await keepContents(context, new Map(kept.map(({ oid, bytes }) => [oid, bytes])))
}

/** Synced before any row says that they are kept. */
export async function keepContents(
  { store, machine, journal }: ServiceContext,
  contents: ReadonlyMap<BaselineFile['oid'], Buffer>,
): Promise<void> {
  const all = [...contents]
  const rows = await getContents(
    store.meta,
    all.map(([oid]) => oid),
  )
  const lacking = all.filter((_, i) => rows[i]?.kept !== 'whole')
  if (lacking.length === 0) return
  const objects = await store.objects()
  await objects.writeGroup(
    lacking.map(([oid, bytes]) => {
      return { kind: 'content', oid, size: bytes.length, deflated: deflateSync(bytes, { level: 1 }) } as const
    }),
  )
  const known = new Map(all.map(([oid], i) => [oid, rows[i]?.firstSeenAt]))
  const operations = lacking.map(([oid, { length: size }]) => {
    const firstSeenAt = known.get(oid) ?? machine.clock.now()
    return contentOperation(oid, { size, kept: 'whole', firstSeenAt })
  })
  await (await journal()).write(operations, [])
}

/** HF_BASELINE_REFUSED when nobody should vouch for this. */
export function requireGood({ files, malicious }: Collection): void {
  if (malicious.length > 0) {
    const named = malicious.slice(0, screenPathsMax).map((path) => displayPath(path))
    const more =
      malicious.length > named.length ? `, and ${String(malicious.length - named.length)} more` : ''
    throw refused(
      `malicious under today's rules: ${named.join(', ')}${more}`,
      'a snapshot: clean these first, or take an older one; a release: get it anew from its publisher',
    )
  }
  if (files.size === 0)
    throw refused('no file in it is clean', 'look at what it holds: it may be another archive than you think')
}

function refused(why: string, hint: string): HoldfastError {
  return new HoldfastError('HF_BASELINE_REFUSED', `nothing was added: ${why}`, { hint })
}
