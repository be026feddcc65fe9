import { HoldfastError } from '../domain/errors.ts'
import { nearestName } from '../domain/nearest.ts'
import { parseReason } from '../domain/reason.ts'
import type { RuleInfo, RulePack } from '../domain/ruleset.ts'
import { engineRuleInfos } from '../engine/engineRules.ts'
import { isPatternPack, yaraSourceOf } from '../engine/foreign/yaraSource.ts'
import { outlineOf } from '../engine/yara/outline.ts'
import { pageOfRule } from '../rules/reasonPages.ts'
import { readTrials } from '../store/ruleLife.ts'
import type { ServiceContext } from './context.ts'
import type { RulesListing, ShownRule } from './contract/rules.ts'
import { currentPacks, describePack, packsInUse, summariesOf } from './ruleset.ts'

/** All packs and the rules that judge, those that are code last. */
export async function listRules({ store }: ServiceContext): Promise<RulesListing> {
  const packs = summariesOf(await packsInUse(store.meta))
  const { judging } = await currentPacks(store)
  const rules = [...judging.flatMap(describePack), ...engineRuleInfos]
  return { packs, rules, trials: await readTrials(store.meta) }
}

/** One rule by number (42), reason code (HF-INJ-0042, with or without its end), or name in its source. HF_NOT_FOUND. */
export async function showRule({ store }: ServiceContext, name: string): Promise<ShownRule> {
  const { judging } = await currentPacks(store)
  for (const pack of judging) {
    const rule = describePack(pack).find((candidate) => isNamed(candidate, name))
    if (rule !== undefined) return { rule, source: sourceOf(pack, rule), page: pageTextOf(rule) }
  }
  const own = engineRuleInfos.find((candidate) => isNamed(candidate, name))
  if (own !== undefined) return { rule: own, source: null, page: pageTextOf(own) }
  throw noSuchRule(name, [...judging.flatMap(describePack), ...engineRuleInfos])
}

function pageTextOf({ rule }: RuleInfo): string | null {
  return pageOfRule(rule)?.text ?? null
}

function isNamed(rule: RuleInfo, name: string): boolean {
  const number = /^(?:HF-(?:SA|INJ|SUSP)-)?(\d{1,9})$/.exec(name)?.[1] ?? parseReason(name)?.rule
  return number === undefined ? rule.identifier === name : rule.rule === Number(number)
}

/** A list is its lines; a rule is the text of its source from `rule` to the closing brace. */
function sourceOf(pack: RulePack, { identifier }: RuleInfo): string {
  if (!isPatternPack(pack)) return pack.source.toString()
  const source = yaraSourceOf(pack).toString()
  return outlineOf(source).rules.find((rule) => rule.identifier === identifier)?.text ?? ''
}

function noSuchRule(name: string, rules: readonly RuleInfo[]): HoldfastError {
  const near = nearestName(
    name,
    rules.map(({ identifier }) => identifier),
  )
  return new HoldfastError('HF_NOT_FOUND', `there is no rule ${JSON.stringify(name.slice(0, 80))}`, {
    hint: near === undefined ? 'list them: holdfast rules list' : `did you mean ${near}?`,
  })
}
