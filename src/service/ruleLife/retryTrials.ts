import type { RuleTrial } from '../../domain/ruleSource.ts'
import type { RulePack } from '../../domain/ruleset.ts'
import { readRulesetState, trialsOperation } from '../../store/ruleLife.ts'
import { readAccounts } from '../accounts.ts'
import type { ServiceContext } from '../context.ts'
import type { UpdateRequest } from '../contract/rules.ts'
import { readPack } from '../ruleset.ts'
import { withReader } from '../withReader.ts'
import { replay } from './replay.ts'
import { doubtfulRules } from './trials.ts'

/** Looks again at the rules of a source that are in trial: what no longer hits well-known content is in force. */
export async function retryTrials(
  context: ServiceContext,
  source: string,
  mode: UpdateRequest['mode'],
): Promise<readonly RuleTrial[]> {
  const { store, machine } = context
  const { packs, trials } = await readRulesetState(store.meta)
  const names = new Set(packs.flatMap((row) => (row.source === source ? [row.name] : [])))
  const own = trials.filter(({ pack }) => names.has(pack))
  if (own.length === 0) return []
  const tried = new Set(own.map(({ pack }) => pack))
  const loaded: RulePack[] = []
  for (const row of packs) if (tried.has(row.name)) loaded.push(await readPack(store, row))
  const found = await withReader(context, async (reader) => {
    await reader.loadRules(loaded)
    return await replay(store, reader, [...tried])
  })
  const rules = new Set(own.map(({ rule }) => rule))
  const hits = found.hits.filter(({ rule }) => rules.has(rule))
  const doubtful = await doubtfulRules(store, hits, { accounts: readAccounts(), now: machine.clock.now() })
  const still = own.flatMap((trial) => {
    const accounts = doubtful.get(trial.rule)
    return accounts === undefined ? [] : [{ ...trial, accounts }]
  })
  const others = trials.filter(({ pack }) => !names.has(pack))
  if (mode === 'activate') await (await context.journal()).write([trialsOperation([...others, ...still])], [])
  return still
}
