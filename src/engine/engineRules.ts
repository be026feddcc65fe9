import { misplacedCode } from '../domain/context.ts'
import type { RuleInfo } from '../domain/ruleset.ts'
import type { EngineRule } from './analysis.ts'
import { configRules } from './config/configRules.ts'
import { markupRules } from './markup/markupRules.ts'
import { phpRules } from './php/phpRules.ts'
import { javaScriptRules } from './script/js/javaScriptRules.ts'
import { shellRules } from './script/shell/shellRules.ts'
import type { JudgingRule } from './ruleDescription.ts'

/** The pack that rules of code belong to; no pack that is added may have its name. */
export const enginePack = 'engine'

/**
 * Every rule that is code. Numbers: 2000-2199 what PHP does with data, 2200-2399 what a PHP file is for, 2400-2499
 * configuration, 2500-2599 JavaScript, 2600-2699 markup, 2700-2799 other scripts, 2800-2899 where a file lies.
 */
export const engineRules: readonly EngineRule[] = [
  ...phpRules,
  ...configRules,
  ...javaScriptRules,
  ...markupRules,
  ...shellRules,
  misplacedCode,
]

/** As `rules list` and `rules show` tell them. */
export const engineRuleInfos: readonly RuleInfo[] = engineRules.map(
  ({ rule, reason, tier, identifier, summary }) => ({
    rule,
    reason,
    tier,
    identifier,
    summary,
    pack: enginePack,
  }),
)

export const engineJudgingRules: readonly JudgingRule[] = engineRuleInfos.map((info) => ({
  ...info,
  fileClass: 'any',
  effect: 'finding',
}))
