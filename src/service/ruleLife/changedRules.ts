import type { RulePack } from '../../domain/ruleset.ts'
import { isPatternPack, yaraSourceOf } from '../../engine/foreign/yaraSource.ts'
import { outlineOf } from '../../engine/yara/outline.ts'
import { describePack } from '../ruleset.ts'

/** Numbers of the rules in `packs` that are new or written otherwise than in the former pack of the same name. */
export async function changedRules(
  packs: readonly RulePack[],
  formerPack: (name: string) => Promise<RulePack | undefined>,
): Promise<ReadonlySet<number>> {
  const changed = new Set<number>()
  for (const pack of packs) {
    const former = await formerPack(pack.name)
    const known = former === undefined ? new Map<string, string>() : textsOf(former)
    const texts = textsOf(pack)
    for (const { rule, identifier } of describePack(pack))
      if (known.get(identifier) !== texts.get(identifier)) changed.add(rule)
  }
  return changed
}

/** A private rule may be part of any other, so that its text belongs to all of them. A list is one rule. */
function textsOf(pack: RulePack): ReadonlyMap<string, string> {
  if (!isPatternPack(pack)) return new Map([[pack.name, pack.fingerprint]])
  const { rules } = outlineOf(yaraSourceOf(pack).toString())
  const shared = rules.filter(({ isPrivate }) => isPrivate).map(({ text }) => text)
  return new Map(rules.map(({ identifier, text }) => [identifier, [...shared, text].join('\n')]))
}
