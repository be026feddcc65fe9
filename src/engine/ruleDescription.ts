import { createHash } from 'node:crypto'
import { fileClasses } from '../domain/fileClass.ts'
import type { FileClass } from '../domain/fileClass.ts'
import { ruleSummaryCharsMax } from '../domain/limits.ts'
import { formatReason, parseReason } from '../domain/reason.ts'
import type { RuleInfo } from '../domain/ruleset.ts'
import type { Label, Tier } from '../domain/verdict.ts'
import { placeOf, printable, rulesInvalid } from './invalidRules.ts'
import type { SourceOutline, SourceRule } from './yara/outline.ts'

/** What a match of one rule means. Plain data: it crosses to the worker threads. */
export interface JudgingRule extends RuleInfo {
  /** The only class of files it judges; `any` for most. */
  readonly fileClass: FileClass | 'any'
  readonly effect: 'finding' | Label
}

/**
 * Reads the metadata of a pack's rules: `reason` (a reason code), `tier` (malicious or suspicious), `description`,
 * `class` (a file class) and `label`. A rule without `reason` gets a number made from pack and name, so that it stays
 * the same in every epoch, and is suspicious unless its `tier` says malicious. Private rules are not listed.
 */
export function describeRules(pack: string, source: string, outline: SourceOutline): JudgingRule[] {
  return outline.rules
    .filter((rule) => !rule.isPrivate)
    .map((rule) => {
      try {
        return describeRule(pack, rule)
      } catch (error) {
        if (!(error instanceof MetaError)) throw error
        throw rulesInvalid(placeOf(pack, source, rule.line), error.message, error.remedy)
      }
    })
}

/** Rule that stands for all hashes of one deny list. */
export function describeDenyList(pack: string): JudgingRule {
  const rule = generatedNumber(`${pack}\0deny`)
  return {
    rule,
    reason: formatReason({
      type: 'SA',
      rule,
      filetype: 'any',
      category: 'tool',
      classification: 'denylist',
    }),
    tier: 'malicious',
    pack,
    identifier: pack,
    summary: `This exact content is on the deny list ${pack}.`,
    fileClass: 'any',
    effect: 'finding',
  }
}

/** Numbers below belong to rules that carry their own reason code. */
const generatedNumbersFrom = 900_000

const generatedNumbers = 999_000_000

class MetaError extends Error {
  readonly remedy: string
  constructor(message: string, remedy: string) {
    super(message)
    this.remedy = remedy
  }
}

function describeRule(pack: string, rule: SourceRule): JudgingRule {
  const identity = rule.meta.get('reason') === undefined ? generated(pack, rule) : declared(rule)
  const text = rule.meta.get('description') ?? rule.meta.get('desc') ?? `Rule ${rule.identifier}.`
  return {
    ...identity,
    pack,
    identifier: rule.identifier,
    summary: printable(text, ruleSummaryCharsMax),
    fileClass: classOf(rule),
    effect: effectOf(rule),
  }
}

type Identity = Pick<JudgingRule, 'rule' | 'reason' | 'tier'>

function declared(rule: SourceRule): Identity {
  const text = rule.meta.get('reason') ?? ''
  const reason = parseReason(text)
  if (reason === undefined) {
    throw new MetaError(`${text} is not a reason code`, 'write it as HF-INJ-0042-php.bkdr.eval')
  }
  const tier = tierOf(rule, reason.type === 'SUSP' ? 'suspicious' : 'malicious')
  if ((tier === 'suspicious') !== (reason.type === 'SUSP')) {
    throw new MetaError(
      `tier ${tier} does not go with ${text}`,
      'SUSP is for suspicious, SA and INJ for malicious',
    )
  }
  return { rule: reason.rule, reason: text, tier }
}

function generated(pack: string, rule: SourceRule): Identity {
  const number = generatedNumber(`${pack}\0${rule.identifier}`)
  const tier = tierOf(rule, 'suspicious')
  const type = tier === 'malicious' ? 'SA' : 'SUSP'
  const reason = { type, rule: number, filetype: 'any', category: 'tool', classification: 'custom' } as const
  return { rule: number, reason: formatReason(reason), tier }
}

function generatedNumber(name: string): number {
  const digest = createHash('sha256').update(`holdfast-rule-v1\0${name}`).digest()
  return generatedNumbersFrom + (digest.readUInt32BE(0) % generatedNumbers)
}

function tierOf(rule: SourceRule, otherwise: Tier): Tier {
  const tier = rule.meta.get('tier')
  if (tier === undefined) return otherwise
  if (tier === 'malicious' || tier === 'suspicious') return tier
  throw new MetaError(`unknown tier ${tier}`, 'write tier = "malicious" or tier = "suspicious"')
}

/** Rules of other origin use `class` for their own purposes; then it means nothing here. */
function classOf(rule: SourceRule): FileClass | 'any' {
  const name = rule.meta.get('class')
  return fileClasses.find((known) => known === name) ?? 'any'
}

function effectOf(rule: SourceRule): 'finding' | Label {
  return rule.meta.get('label') === 'encoded' ? 'encoded' : 'finding'
}
