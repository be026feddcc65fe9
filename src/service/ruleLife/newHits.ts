import { fileClasses } from '../../domain/fileClass.ts'
import type { Oid } from '../../domain/oid.ts'
import type { RulePack } from '../../domain/ruleset.ts'
import type { KeyValue } from '../../kv/keyValue.ts'
import { getVerdicts } from '../../store/verdicts.ts'
import type { ServiceContext } from '../context.ts'
import type { NewHits } from '../contract/rules.ts'
import { firstFiles } from '../findContent.ts'
import { describePack } from '../ruleset.ts'
import type { ReplayHit } from './replay.ts'

/** What changed rules say of kept contents that is in no verdict yet, by rule. */
export async function newHits(
  { store }: ServiceContext,
  hits: readonly ReplayHit[],
  { rules, packs }: { readonly rules: ReadonlySet<number>; readonly packs: readonly RulePack[] },
): Promise<readonly NewHits[]> {
  const contents = new Map<number, Set<Oid>>()
  for (const { rule, oid } of hits) {
    if (!rules.has(rule) || (await isKnown(store.meta, rule, oid))) continue
    contents.set(rule, (contents.get(rule) ?? new Set()).add(oid))
  }
  const first = [...contents.values()].flatMap(([oid]) => oid ?? [])
  const paths = await firstFiles(store.meta, new Set(first))
  const reasons = new Map(packs.flatMap(describePack).map(({ rule, reason }) => [rule, reason]))
  const byRule = [...contents].sort(([a], [b]) => a - b)
  return byRule.map(([rule, oids]) => {
    const [oid] = oids
    const path = oid === undefined ? undefined : paths.get(oid)
    return { rule, reason: reasons.get(rule) ?? String(rule), contents: oids.size, path: path ?? null }
  })
}

async function isKnown(meta: KeyValue, rule: number, oid: Oid): Promise<boolean> {
  const rows = await getVerdicts(
    meta,
    fileClasses.map((fileClass) => ({ oid, fileClass })),
  )
  return rows.some((row) => row?.verdict.findings.some((finding) => finding.rule === rule) === true)
}
