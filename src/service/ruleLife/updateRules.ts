import { HoldfastError } from '../../domain/errors.ts'
import type { RuleOrigin, RuleTrial } from '../../domain/ruleSource.ts'
import type { RulePack } from '../../domain/ruleset.ts'
import { untrusted } from '../../rules/manifest.ts'
import { readOrigins, readRulesetState, type RulesetState } from '../../store/ruleLife.ts'
import type { ServiceContext } from '../context.ts'
import type { SourceUpdate, UpdateRequest } from '../contract/rules.ts'
import { readPack } from '../ruleset.ts'
import { withReader } from '../withReader.ts'
import { admitPacks, refuseShipped, rowOf } from './changePack.ts'
import { changedPacks, changeRuleset, isSamePack, storePackSource } from './changeRuleset.ts'
import { changedRules } from './changedRules.ts'
import { newHits } from './newHits.ts'
import { type OpenedOrigin, openOrigin, readOriginPack } from './openOrigin.ts'
import { directoryAt, requireOrigin } from './origins.ts'
import { type Replay, replay } from './replay.ts'
import { retryTrials } from './retryTrials.ts'
import { trialsOf } from './trials.ts'

/**
 * Brings sources up to date, one after the other: signature, versions, hashes, syntax, admission test, a replay over all
 * kept contents, and only then one batch that puts the packs into use. What fails leaves its source as it was.
 */
export async function updateRules(
  context: ServiceContext,
  request: UpdateRequest,
): Promise<readonly SourceUpdate[]> {
  const origins = await chosenOrigins(context, request)
  const updates: SourceUpdate[] = []
  for (const origin of origins) {
    const directory = request.from === null ? origin.directory : directoryAt(request.from, request.cwd)
    updates.push(await updateOrigin(context, { origin, directory, mode: request.mode }))
  }
  return updates
}

interface Order {
  readonly origin: RuleOrigin
  readonly directory: string
  readonly mode: UpdateRequest['mode']
}

async function chosenOrigins(
  { store }: ServiceContext,
  { source, from }: UpdateRequest,
): Promise<readonly RuleOrigin[]> {
  const origins = await readOrigins(store.meta)
  if (source !== null) return [requireOrigin(origins, source)]
  if (origins.length === 0) {
    throw new HoldfastError('HF_NOT_FOUND', 'there is no rule source', {
      hint: 'holdfast rules source add DIR --public-key KEY',
    })
  }
  if (from !== null && origins.length > 1) {
    throw new HoldfastError('HF_USAGE', 'say whose files these are', {
      hint: 'holdfast rules update NAME --from DIR',
    })
  }
  return origins
}

async function updateOrigin(context: ServiceContext, order: Order): Promise<SourceUpdate> {
  const { origin, directory, mode } = order
  const opened = openOrigin(directory, origin.publicKey, context.machine.clock.now())
  const { manifest } = opened
  refuseOlder(origin, opened)
  const { version, issuedAt } = manifest
  const same = { source: origin.name, version, issuedAt, packs: [], hits: [] }
  if (version <= origin.refusedVersion) return { ...same, outcome: 'refused', trials: [] }
  if (version === origin.release?.version) {
    return { ...same, outcome: 'current', trials: await retryTrials(context, origin.name, mode) }
  }
  const packs = manifest.packs.map((pack) => readOriginPack(directory, pack))
  return await takeRelease(context, order, { opened, packs })
}

/** A copy that stands still, or one that was set back, must not bring back rules that were corrected. */
function refuseOlder({ name, release }: RuleOrigin, { manifest, digest }: OpenedOrigin): void {
  if (manifest.source !== name) throw untrusted(`it is the source ${manifest.source}, not ${name}`)
  if (release === null || manifest.version > release.version) return
  if (manifest.version < release.version) throw untrusted('it is older than what is in use')
  if (digest !== release.manifest) throw untrusted('two lists of packs have the same version')
}

interface Incoming {
  readonly opened: OpenedOrigin
  readonly packs: readonly RulePack[]
}

async function takeRelease(
  context: ServiceContext,
  { origin, mode }: Order,
  { opened, packs }: Incoming,
): Promise<SourceUpdate> {
  const { store, machine } = context
  const before = await readRulesetState(store.meta)
  await refuseTaken(context, before, origin, packs)
  const own = before.packs.filter(({ source }) => source === origin.name)
  const former = new Map(own.map((row) => [row.name, row]))
  const changed = packs.filter((pack) => {
    const row = former.get(pack.name)
    return row === undefined || !isSamePack(row, pack)
  })
  const leaving = new Set(own.map(({ name }) => name))
  const found = await tryPacks(context, { changed, staying: packs, leaving })
  const rules = await changedRules(changed, async (name) => {
    const row = former.get(name)
    return row === undefined ? undefined : await readPack(store, row)
  })
  const trials = await trialsOf(context, { before, changed, rules, packs, hits: found.hits })
  const at = machine.clock.now()
  const { version, issuedAt, source } = opened.manifest
  const release = { version, issuedAt, updatedAt: at, manifest: opened.digest }
  const after: RulesetState = {
    packs: [
      ...before.packs.filter((row) => row.source !== origin.name),
      ...packs.map((pack) => rowOf(pack, at, origin.name)),
    ],
    origins: before.origins.map((other) => (other.name === origin.name ? { ...other, release } : other)),
    trials: [...trialsOfOthers(before, own), ...trials],
  }
  const hits = await newHits(context, found.hits, { rules, packs: changed })
  if (mode === 'activate') {
    for (const pack of changed) await storePackSource(context, pack)
    await changeRuleset(context, before, after)
  }
  const changes = changedPacks(before.packs, after.packs)
  const shown = changes.map(({ change, row }) => ({ name: row.name, change }))
  return { source, version, issuedAt, outcome: 'updated', packs: shown, hits, trials }
}

function trialsOfOthers(before: RulesetState, own: RulesetState['packs']): readonly RuleTrial[] {
  const names = new Set(own.map(({ name }) => name))
  return before.trials.filter(({ pack }) => !names.has(pack))
}

async function refuseTaken(
  context: ServiceContext,
  { packs: rows }: RulesetState,
  origin: RuleOrigin,
  packs: readonly RulePack[],
): Promise<void> {
  for (const { name } of packs) {
    await refuseShipped(context, name)
    if (!rows.some((row) => row.name === name && row.source !== origin.name)) continue
    throw new HoldfastError(
      'HF_USAGE',
      `there is already a pack ${name} that does not come from ${origin.name}`,
      {
        facts: { pack: name, source: origin.name },
        hint: `remove it first: holdfast rules remove ${name}`,
      },
    )
  }
}

interface Trying {
  readonly changed: readonly RulePack[]
  /** All packs of the new release. */
  readonly staying: readonly RulePack[]
  /** Names of the packs of the former release. */
  readonly leaving: ReadonlySet<string>
}

async function tryPacks(context: ServiceContext, { changed, staying, leaving }: Trying): Promise<Replay> {
  const judging = changed.filter(({ format }) => format !== 'sha256-allow').map(({ name }) => name)
  return await withReader(context, async (reader) => {
    await admitPacks(context, reader, { changed, staying, leaving })
    return judging.length === 0 ? { hits: [], contents: 0 } : await replay(context.store, reader, judging)
  })
}
