import { resolve } from 'node:path'
import { displayPath } from '../../domain/displayPath.ts'
import { HoldfastError } from '../../domain/errors.ts'
import { shortOid } from '../../domain/oid.ts'
import { type BytePath, nameOf } from '../../domain/path.ts'
import { resolveTypedPath, type TypedPath } from '../../fsafe/read/typedPath.ts'
import { hashListHashes } from '../../engine/hashlist/hashList.ts'
import { parsePackFile } from '../../rules/loadPacks.ts'
import { resolveSnapshot } from '../../store/snapshotName.ts'
import { type Collection, emptyCollection, requireGood } from '../baseline/collect.ts'
import { collectDirectory } from '../baseline/releaseDirectory.ts'
import { collectSnapshot } from '../baseline/snapshotFiles.ts'
import type { ServiceContext } from '../context.ts'
import type { KnownGoodAdded, KnownGoodRequest } from '../contract/rules.ts'
import { readRuleFile } from '../ruleFile.ts'
import { currentPacks } from '../ruleset.ts'
import { pathFrom } from '../target.ts'
import { withReader } from '../withReader.ts'
import { addPack } from './changePack.ts'

/**
 * Makes an allow list of what a directory, a snapshot or a list of SHA-256 holds: that content is neither malicious nor
 * suspicious from the next scan on, and counts as a clean version of its path. What a directory or snapshot holds is judged
 * first, and main hashes it itself: a list that excuses is not left to the process that reads hostile files.
 */
export async function addKnownGood(
  context: ServiceContext,
  request: KnownGoodRequest,
): Promise<KnownGoodAdded> {
  return await context.gate.shared(async () => {
    const typed = typedPathOf(request)
    if (typed?.kind === 'file') {
      const file = resolve(request.cwd, request.from.toString())
      const pack = readRuleFile({ file, format: 'sha256-allow', name: request.name })
      return {
        pack: await addPack(context, pack),
        hashes: hashListHashes(pack.source, pack.name),
        leftOut: 0,
      }
    }
    const collection = emptyCollection('suspicious-too')
    const name =
      typed === null
        ? await collectNamed(context, request, collection)
        : await collectTree(context, typed.path, collection)
    requireGood(collection)
    const source = listOf(collection)
    const pack = parsePackFile(request.name ?? name, source, 'allow')
    const added = await addPack(context, pack)
    return { pack: added, hashes: hashListHashes(source, pack.name), leftOut: collection.leftOut }
  })
}

/** null when nothing has this path: then it is meant to be a snapshot. */
function typedPathOf({ from, cwd }: KnownGoodRequest): TypedPath | null {
  try {
    return resolveTypedPath(from, pathFrom(Buffer.from('.'), cwd))
  } catch (error) {
    if (error instanceof HoldfastError && error.code === 'HF_NO_SUCH_PATH') return null
    throw error
  }
}

async function collectNamed(
  context: ServiceContext,
  { from }: KnownGoodRequest,
  collection: Collection,
): Promise<string> {
  const { clock, zone } = context.machine
  const scope = { root: null, time: { now: clock.now(), zone: zone() } }
  const snapshot = await resolveSnapshot(context.store.meta, from.toString(), scope)
  await collectSnapshot(context, snapshot, { root: snapshot.root, collection })
  return `snapshot-${shortOid(snapshot.id)}`
}

async function collectTree(context: ServiceContext, path: BytePath, collection: Collection): Promise<string> {
  const { judging } = await currentPacks(context.store)
  await withReader(context, async (reader) => {
    await reader.loadRules(judging)
    await collectDirectory(context, reader, { path, collection })
  })
  const name = (nameOf(path) ?? 'root').toLowerCase().replace(/[^a-z0-9._-]+/g, '-')
  return `good-${name}`.slice(0, 64)
}

/** As sha256sum writes it, sorted: the same files make the same list. */
function listOf({ files }: Collection): Buffer {
  const lines = [...files.values()].map(({ oid, path }) => `${oid}  ${displayPath(path)}\n`)
  return Buffer.from(lines.sort().join(''))
}
