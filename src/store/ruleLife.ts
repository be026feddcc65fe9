import { singleKey } from '../codec/keys.ts'
import { decodeRow, encodeRow } from '../codec/row.ts'
import type { RuleOrigin, RuleTrial } from '../domain/ruleSource.ts'
import type { BatchOperation, KeyValue } from '../kv/keyValue.ts'
import { listPacks, type PackRow } from './rulePacks.ts'

/** Everything that decides which added rules are in use, and how. */
export interface RulesetState {
  /** Sorted by name. */
  readonly packs: readonly PackRow[]
  readonly origins: readonly RuleOrigin[]
  readonly trials: readonly RuleTrial[]
}

export async function readRulesetState(meta: KeyValue): Promise<RulesetState> {
  return { packs: await listPacks(meta), origins: await readOrigins(meta), trials: await readTrials(meta) }
}

/** Where rules come from, by name. */
export async function readOrigins(meta: KeyValue): Promise<readonly RuleOrigin[]> {
  return (await readSingle<{ origins: readonly RuleOrigin[] }>(meta, 'rule-sources'))?.origins ?? []
}

export function originsOperation(origins: readonly RuleOrigin[]): BatchOperation {
  const sorted = origins.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  return singleOperation('rule-sources', { origins: sorted })
}

export async function readTrials(meta: KeyValue): Promise<readonly RuleTrial[]> {
  return (await readSingle<{ trials: readonly RuleTrial[] }>(meta, 'rule-trials'))?.trials ?? []
}

export function trialsOperation(trials: readonly RuleTrial[]): BatchOperation {
  return singleOperation('rule-trials', { trials })
}

/** What was in use before the last change; undefined when there was none. */
export async function readFormerRuleset(meta: KeyValue): Promise<RulesetState | undefined> {
  return await readSingle<RulesetState>(meta, 'rules-before')
}

export function formerRulesetOperation(state: RulesetState): BatchOperation {
  return singleOperation('rules-before', state)
}

async function readSingle<Row>(meta: KeyValue, name: string): Promise<Row | undefined> {
  const key = singleKey(name)
  const value = await meta.get(key)
  return value === undefined ? undefined : (decodeRow('single', key, value) as Row)
}

function singleOperation(name: string, row: object): BatchOperation {
  const key = singleKey(name)
  return { type: 'put', key, value: encodeRow('single', key, row) }
}
