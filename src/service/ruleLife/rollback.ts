import { HoldfastError } from '../../domain/errors.ts'
import type { RuleOrigin } from '../../domain/ruleSource.ts'
import type { RulePack } from '../../domain/ruleset.ts'
import { readFormerRuleset, readRulesetState, type RulesetState } from '../../store/ruleLife.ts'
import type { ServiceContext } from '../context.ts'
import type { RollbackReport } from '../contract/rules.ts'
import { packsInUse, readPack } from '../ruleset.ts'
import { withReader } from '../withReader.ts'
import { changedPacks, changeRuleset } from './changeRuleset.ts'

/**
 * Undoes the last change of the added rules, whatever it was; a second time it undoes that. A version of a source that is left
 * this way is not taken again. HF_NOT_FOUND, and as loadRules: the engine may be another than then.
 */
export async function rollbackRules(context: ServiceContext): Promise<RollbackReport> {
  const { meta } = context.store
  const former = await readFormerRuleset(meta)
  if (former === undefined) {
    throw new HoldfastError('HF_NOT_FOUND', 'no rules were ever added, replaced or removed', {
      hint: 'what comes with holdfast changes with its version only',
    })
  }
  await requireUsable(context, former)
  const before = await readRulesetState(meta)
  const after = { ...former, origins: originsAfter(before, former) }
  await changeRuleset(context, before, after)
  return {
    packs: changedPacks(before.packs, after.packs).map(({ change, row }) => ({ name: row.name, change })),
  }
}

async function requireUsable(context: ServiceContext, { packs }: RulesetState): Promise<void> {
  const { shipped } = await packsInUse(context.store.meta)
  const judging: RulePack[] = [...shipped]
  for (const row of packs) {
    const pack = await readPack(context.store, row)
    if (pack.format !== 'sha256-allow') judging.push(pack)
  }
  await withReader(context, async (reader) => {
    await reader.loadRules(judging)
  })
}

/** Sources that were added since stay, those that were removed with their packs come back. */
function originsAfter(before: RulesetState, former: RulesetState): readonly RuleOrigin[] {
  const formerOf = new Map(former.origins.map((origin) => [origin.name, origin]))
  const known = new Set(before.origins.map(({ name }) => name))
  return [
    ...before.origins.map((origin) => setBack(origin, formerOf.get(origin.name))),
    ...former.origins.filter(({ name }) => !known.has(name)),
  ]
}

function setBack(origin: RuleOrigin, former: RuleOrigin | undefined): RuleOrigin {
  const release = former?.release ?? null
  const left = origin.release?.version ?? 0
  const isBackwards = left > (release?.version ?? 0)
  return { ...origin, release, refusedVersion: isBackwards ? left : (former?.refusedVersion ?? 0) }
}
