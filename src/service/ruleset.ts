import { HoldfastError, unreachable } from '../domain/errors.ts'
import {
  engineMsMax,
  evidencePerFindingMax,
  findingsPerVerdictMax,
  matchesPerPatternMax,
} from '../domain/limits.ts'
import { judgedEndBytes, judgedWholeBytesMax } from '../domain/limits.ts'
import type { Epoch, RuleInfo, RulePack } from '../domain/ruleset.ts'
import { yaraSourceOf } from '../engine/foreign/yaraSource.ts'
import { describeDenyList, describeRules } from '../engine/ruleDescription.ts'
import { outlineOf } from '../engine/yara/outline.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { installedEngineId } from '../rules/loadEngine.ts'
import { shippedPacks } from '../rules/loadPacks.ts'
import { latestEpoch } from '../store/epochs.ts'
import { listPacks, type PackRow } from '../store/rulePacks.ts'
import type { Store } from '../store/store.ts'
import type { PackSummary, RulesSummary } from './contract/rules.ts'

/** The packs in use, without the sources of added ones: those are in the objects database, which most runs never open. */
export interface PacksInUse {
  readonly shipped: readonly RulePack[]
  readonly added: readonly PackRow[]
}

export async function packsInUse(meta: KeyValue): Promise<PacksInUse> {
  return { shipped: shippedPacks(), added: await listPacks(meta) }
}

/** Packs that judge, in the order of their names, and allow lists, which act after the verdict (decision 9). */
export interface LoadedPacks {
  readonly judging: readonly RulePack[]
  readonly allowing: readonly RulePack[]
}

/** All packs with their sources. Opens the objects database when packs were added. */
export async function currentPacks(store: Store): Promise<LoadedPacks> {
  const { shipped, added } = await packsInUse(store.meta)
  const packs = [...shipped]
  for (const row of added) packs.push(await readPack(store, row))
  const byName = packs.sort((a, b) => compareNames(a.name, b.name))
  return {
    judging: byName.filter(({ format }) => format !== 'sha256-allow'),
    allowing: byName.filter(({ format }) => format === 'sha256-allow'),
  }
}

/** An added pack with its source as it was admitted. */
export async function readPack(store: Store, row: PackRow): Promise<RulePack> {
  const objects = await store.objects()
  const { name, format, fingerprint } = row
  return { name, format, fingerprint, source: await objects.readContent(fingerprint) }
}

/**
 * The epoch of a verdict given now: the newest one when engine, limits and judging packs are the same as then, else the
 * next. A new epoch is not written here: its row belongs into the first batch that refers to it.
 */
export async function currentEpoch(
  meta: KeyValue,
  packs: PacksInUse,
): Promise<{ readonly epoch: Epoch; readonly isNew: boolean }> {
  const newest = await latestEpoch(meta)
  const fresh: Epoch = {
    id: (newest?.id ?? 0) + 1,
    engine: installedEngineId(),
    limits: limitsProfile,
    packs: judgingFingerprints(packs),
  }
  if (newest === undefined || !isSameRuleset(newest, fresh)) return { epoch: fresh, isNew: true }
  return { epoch: newest, isNew: false }
}

export async function rulesSummary(meta: KeyValue): Promise<RulesSummary> {
  const packs = await packsInUse(meta)
  const summaries = summariesOf(packs)
  return {
    rules: summaries.reduce((sum, pack) => sum + pack.rules, 0),
    packs: summaries.map(({ name }) => name),
    ...(await epochFacts(meta, packs)),
  }
}

/** What RulesSummary.engine says when this machine has no engine. */
export const noEngine = 'none'

/** Without an engine nothing can be judged, but everything can still be looked at. */
async function epochFacts(
  meta: KeyValue,
  packs: PacksInUse,
): Promise<Pick<RulesSummary, 'epoch' | 'engine'>> {
  try {
    const { epoch } = await currentEpoch(meta, packs)
    return { epoch: epoch.id, engine: epoch.engine }
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.code !== 'HF_ENGINE_UNAVAILABLE') throw error
    return { epoch: (await latestEpoch(meta))?.id ?? 0, engine: noEngine }
  }
}

/** Sorted by name. */
export function summariesOf({ shipped, added }: PacksInUse): readonly PackSummary[] {
  const known = shipped.map((pack): PackSummary => {
    const { name, format, fingerprint } = pack
    const rules = describePack(pack).length
    return { name, format, fingerprint, rules, skipped: 0, shipped: true, addedAt: null, source: null }
  })
  const others = added.map((row): PackSummary => ({ ...row, shipped: false }))
  return [...known, ...others].sort((a, b) => compareNames(a.name, b.name))
}

/** What a pack's rules say of themselves, without compiling them. An allow list has none. */
export function describePack(pack: RulePack): readonly RuleInfo[] {
  switch (pack.format) {
    case 'yara':
    case 'clamav-ndb':
    case 'lmd-hex':
      return describePatterns(pack)
    case 'sha256-deny':
    case 'hash-deny':
      return [describeDenyList(pack.name)].map(infoOf)
    case 'sha256-allow':
      return []
    default:
      return unreachable(pack.format)
  }
}

/** Every limit that decides a verdict: with another value the same content may get another one. */
const limitsProfile = [
  `whole ${String(judgedWholeBytesMax)}`,
  `ends ${String(judgedEndBytes)}`,
  `engine ${String(engineMsMax)} ms`,
  `findings ${String(findingsPerVerdictMax)}`,
  `evidence ${String(evidencePerFindingMax)}`,
  `matches ${String(matchesPerPatternMax)}`,
].join(', ')

function describePatterns(pack: RulePack): readonly RuleInfo[] {
  const source = yaraSourceOf(pack).toString()
  return describeRules(pack.name, source, outlineOf(source)).map(infoOf)
}

function infoOf({ rule, reason, tier, pack, identifier, summary }: RuleInfo): RuleInfo {
  return { rule, reason, tier, pack, identifier, summary }
}

function judgingFingerprints({ shipped, added }: PacksInUse): Epoch['packs'] {
  return [...shipped, ...added]
    .filter(({ format }) => format !== 'sha256-allow')
    .map(({ name, fingerprint }) => ({ name, fingerprint }))
    .sort((a, b) => compareNames(a.name, b.name))
}

function isSameRuleset(a: Epoch, b: Epoch): boolean {
  if (a.engine !== b.engine || a.limits !== b.limits || a.packs.length !== b.packs.length) return false
  return a.packs.every(({ name, fingerprint }, i) => {
    const other = b.packs[i]
    return other?.name === name && other.fingerprint === fingerprint
  })
}

function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
