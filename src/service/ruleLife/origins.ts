import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ruleOriginsMax } from '../../domain/actingLimits.ts'
import { HoldfastError } from '../../domain/errors.ts'
import type { RuleOrigin } from '../../domain/ruleSource.ts'
import { parsePublicKey } from '../../rules/manifest.ts'
import { originsOperation, readOrigins, readRulesetState } from '../../store/ruleLife.ts'
import type { ServiceContext } from '../context.ts'
import type { OriginRequest, RollbackReport } from '../contract/rules.ts'
import { readRuleBytes } from '../ruleFile.ts'
import { refuseShipped } from './changePack.ts'
import { changedPacks, changeRuleset } from './changeRuleset.ts'
import { openOrigin } from './openOrigin.ts'

/** Notes a source after its signature held once; nothing of it is in use before the first update. */
export async function addOrigin(context: ServiceContext, request: OriginRequest): Promise<RuleOrigin> {
  const { meta } = context.store
  const now = context.machine.clock.now()
  const directory = directoryAt(request.location, request.cwd)
  const publicKey = readPublicKey(request.publicKey, request.cwd)
  const { manifest } = openOrigin(directory, publicKey, now)
  const name = manifest.source
  await refuseShipped(context, name)
  const origins = await readOrigins(meta)
  if (origins.some((other) => other.name === name)) {
    throw new HoldfastError('HF_USAGE', `there is a source ${name}`, {
      facts: { source: name },
      hint: `for another place or key remove it first: holdfast rules source remove ${name}`,
    })
  }
  if (origins.length >= ruleOriginsMax) throw new HoldfastError('HF_LIMIT', 'there are too many rule sources')
  const origin: RuleOrigin = { name, directory, publicKey, addedAt: now, release: null, refusedVersion: 0 }
  const detail = { change: 'source-added', source: name, directory, publicKey }
  await (await context.journal()).write(
    [originsOperation([...origins, origin])],
    [{ event: 'rules-changed', cause: 'manual', initiator: context.initiator, detail }],
  )
  return origin
}

/** Forgets a source and takes its packs out of use. HF_NOT_FOUND. */
export async function removeOrigin(context: ServiceContext, name: string): Promise<RollbackReport> {
  const before = await readRulesetState(context.store.meta)
  requireOrigin(before.origins, name)
  const packs = before.packs.filter(({ source }) => source !== name)
  const kept = new Set(packs.map((pack) => pack.name))
  await changeRuleset(context, before, {
    packs,
    origins: before.origins.filter((origin) => origin.name !== name),
    trials: before.trials.filter((trial) => kept.has(trial.pack)),
  })
  return { packs: changedPacks(before.packs, packs).map(({ change, row }) => ({ name: row.name, change })) }
}

export function requireOrigin(origins: readonly RuleOrigin[], name: string): RuleOrigin {
  const origin = origins.find((candidate) => candidate.name === name)
  if (origin !== undefined) return origin
  throw new HoldfastError('HF_NOT_FOUND', `there is no rule source ${JSON.stringify(name.slice(0, 80))}`, {
    hint: 'list them: holdfast rules source list',
  })
}

/** The main process opens no network socket (decision 6): what is elsewhere is fetched by other means. */
export function directoryAt(location: string, cwd: string): string {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(location)?.[1]?.toLowerCase()
  if (scheme === undefined) return resolve(cwd, location)
  if (scheme === 'file' && location.startsWith('file:///')) return fileURLToPath(location)
  throw new HoldfastError('HF_USAGE', `holdfast fetches nothing over ${scheme}`, {
    hint: 'download its files into a directory (curl, rsync) and name that; later: holdfast rules update --from DIR',
  })
}

function readPublicKey(given: string, cwd: string): string {
  const isKey = /^[A-Za-z0-9+/]{43}=$/.test(given)
  return parsePublicKey(isKey ? given : readRuleBytes(resolve(cwd, given)).toString('latin1'))
}
