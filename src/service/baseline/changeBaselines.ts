import type { Baseline, BaselineFile } from '../../domain/baseline.ts'
import { displayPath } from '../../domain/displayPath.ts'
import { HoldfastError, unreachable } from '../../domain/errors.ts'
import type { EventDraft } from '../../domain/event.ts'
import { baselinesMax } from '../../domain/actingLimits.ts'
import { shortOid } from '../../domain/oid.ts'
import { type BytePath, nameOf } from '../../domain/path.ts'
import { resolveTypedPath } from '../../fsafe/read/typedPath.ts'
import { sha256 } from '../../hash/sha256.ts'
import type { BatchOperation } from '../../kv/keyValue.ts'
import {
  baselineOperation,
  decodeManifest,
  encodeManifest,
  forgetBaseline,
  knownGoodNames,
  knownGoodOperation,
  listBaselines,
} from '../../store/baselines.ts'
import { forgetRef, refOperation } from '../../store/refs.ts'
import { resolveSnapshot } from '../../store/snapshotName.ts'
import type { Store } from '../../store/store.ts'
import type { ServiceContext } from '../context.ts'
import type { BaselineAdded, BaselineRequest } from '../contract/baseline.ts'
import { currentPacks } from '../ruleset.ts'
import { pathFrom } from '../target.ts'
import { withReader } from '../withReader.ts'
import { type Collection, emptyCollection, keepContents, requireGood } from './collect.ts'
import { collectArchive } from './releaseArchive.ts'
import { collectDirectory } from './releaseDirectory.ts'
import { collectSnapshot } from './snapshotFiles.ts'

/** Throws as BaselineUseCases says, HF_LIMIT, HF_ARCHIVE_INVALID and as resolveTypedPath, resolveSnapshot, loadRules. */
export async function addBaseline(context: ServiceContext, request: BaselineRequest): Promise<BaselineAdded> {
  return await context.gate.shared(async () => {
    const root = pathFrom(request.root, request.cwd)
    const collected = await collect(context, request, root)
    const name = request.name ?? collected.name
    await requireFreeName(context.store, name)
    requireGood(collected.collection)
    const files = withoutTop(collected)
    const manifest = encodeManifest(files)
    const oid = sha256(manifest)
    await keepContents(context, new Map([[oid, manifest]]))
    const { kind } = request.from
    const { source, collection } = collected
    const bytes = files.reduce((sum, { size }) => sum + size, 0)
    const addedAt = context.machine.clock.now()
    const baseline: Baseline = {
      name,
      kind,
      root,
      source,
      manifest: oid,
      files: files.length,
      bytes,
      addedAt,
    }
    await (await context.journal()).write(
      [
        baselineOperation(baseline),
        refOperation({ name: refName(name), target: { kind: 'content', oid } }),
        ...(await vouching(context.store, files, (names) => [...names, name])),
      ],
      [changedEvent(context, baseline, 'added')],
    )
    return { baseline, leftOut: collection.leftOut }
  })
}

/** Nobody vouches for its files any more, unless another baseline does. HF_NOT_FOUND. */
export async function removeBaseline(context: ServiceContext, name: string): Promise<Baseline> {
  const { store } = context
  return await context.gate.shared(async () => {
    const baseline = (await listBaselines(store.meta)).find((candidate) => candidate.name === name)
    if (baseline === undefined) {
      throw new HoldfastError('HF_NOT_FOUND', `there is no baseline ${JSON.stringify(name.slice(0, 80))}`, {
        hint: 'list them: holdfast baseline list',
      })
    }
    const bytes = await (await store.objects()).readContent(baseline.manifest)
    const files = decodeManifest(name, bytes)
    await (await context.journal()).write(
      [
        forgetBaseline(name),
        forgetRef(refName(name)),
        ...(await vouching(store, files, (names) => names.filter((other) => other !== name))),
      ],
      [changedEvent(context, baseline, 'removed')],
    )
    return baseline
  })
}

interface Collected {
  readonly collection: Collection
  /** What it is called when nobody gives it a name. */
  readonly name: string
  readonly source: string
  /** A snapshot is of a site; an archive or directory may hold the site's directory as its only entry. */
  readonly top: 'keep' | 'strip'
}

async function collect(
  context: ServiceContext,
  request: BaselineRequest,
  root: BytePath,
): Promise<Collected> {
  const { from } = request
  const collection = emptyCollection()
  switch (from.kind) {
    case 'snapshot': {
      const { clock, zone } = context.machine
      const scope = { root, time: { now: clock.now(), zone: zone() } }
      const snapshot = await resolveSnapshot(context.store.meta, from.spec, scope)
      await collectSnapshot(context, snapshot, { root, collection })
      const source = `snapshot ${shortOid(snapshot.id)}`
      return { collection, name: `snapshot-${shortOid(snapshot.id)}`, source, top: 'keep' }
    }
    case 'release': {
      const { path, kind } = resolveTypedPath(from.path, pathFrom(Buffer.from('.'), request.cwd))
      const { judging } = await currentPacks(context.store)
      await withReader(context, async (reader) => {
        await reader.loadRules(judging)
        const take = kind === 'file' ? collectArchive : collectDirectory
        await take(context, reader, { path, collection })
      })
      return { collection, name: nameAfter(path), source: displayPath(path), top: 'strip' }
    }
    default:
      return unreachable(from)
  }
}

/** `WordPress-6.1.9.zip` -> `wordpress-6.1.9` */
function nameAfter(path: BytePath): string {
  const stem = (nameOf(path) ?? 'root').replace(/\.zip$/i, '')
  return stem
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .slice(0, 64)
}

async function requireFreeName({ meta }: Store, name: string): Promise<void> {
  if (!/^[a-z0-9._-]{1,64}$/.test(name)) {
    throw new HoldfastError('HF_USAGE', `not a name for a baseline: ${JSON.stringify(name.slice(0, 80))}`, {
      hint: 'use up to 64 of a-z 0-9 . _ -',
    })
  }
  const baselines = await listBaselines(meta)
  if (baselines.some((baseline) => baseline.name === name)) {
    throw new HoldfastError('HF_USAGE', `there is a baseline ${name}`, {
      facts: { baseline: name },
      hint: `remove it first: holdfast baseline remove ${name}    or give this one another name: --name NAME`,
    })
  }
  if (baselines.length >= baselinesMax) throw new HoldfastError('HF_LIMIT', 'there are too many baselines')
}

/** `wordpress/index.php`, and nothing beside `wordpress/`, is `index.php`. */
function withoutTop({ collection, top }: Collected): readonly BaselineFile[] {
  const files = [...collection.files.values()]
  const slash = files[0]?.path.indexOf('/') ?? -1
  const prefix = files[0]?.path.slice(0, slash + 1) ?? ''
  if (top === 'keep' || slash === -1 || !files.every(({ path }) => path.startsWith(prefix))) return files
  return files.map((file) => ({ ...file, path: file.path.slice(prefix.length) }))
}

async function vouching(
  store: Store,
  files: readonly BaselineFile[],
  change: (names: readonly string[]) => readonly string[],
): Promise<BatchOperation[]> {
  const oids = [...new Set(files.map(({ oid }) => oid))]
  const before = await knownGoodNames(store.meta, oids)
  return oids.map((oid, i) => knownGoodOperation(oid, change(before[i] ?? [])))
}

/** What keeps the list of files from being collected; the contents are kept by their known-good rows. */
function refName(baseline: string): string {
  return `baseline/${baseline}`
}

function changedEvent(
  { initiator }: ServiceContext,
  { name, kind, root, source, manifest, files }: Baseline,
  change: 'added' | 'removed',
): EventDraft {
  const detail = { change, baseline: name, kind, source, files }
  return { event: 'baseline-changed', cause: 'manual', initiator, detail, root, oid: manifest }
}
