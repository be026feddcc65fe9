import type { RulePack } from '../domain/ruleset.ts'
import { isPatternPack } from '../engine/foreign/yaraSource.ts'
import { skippedLines } from '../rules/loadPacks.ts'
import type { ServiceContext } from './context.ts'
import type { PackSummary, RulesTestReport, RuleSource } from './contract/rules.ts'
import { firstFiles } from './findContent.ts'
import { type Replay, replay } from './ruleLife/replay.ts'
import { readRuleFile } from './ruleFile.ts'
import { describePack } from './ruleset.ts'
import { withReader } from './withReader.ts'

/**
 * What a rule file would hit among the kept contents; nothing is recorded. Throws as addRules. An allow list judges
 * nothing and so has no hits.
 */
export async function testRules(context: ServiceContext, source: RuleSource): Promise<RulesTestReport> {
  const pack = readRuleFile(source)
  const found = pack.format === 'sha256-allow' ? noHits : await judgeAll(context, pack)
  const paths = await firstFiles(context.store.meta, new Set(found.hits.map(({ oid }) => oid)))
  return {
    pack: summaryOf(pack),
    rules: describePack(pack),
    hits: found.hits.map(({ rule, oid }) => ({ rule, oid, path: paths.get(oid) ?? null })),
    contents: found.contents,
  }
}

const noHits: Replay = { hits: [], contents: 0 }

async function judgeAll(context: ServiceContext, pack: RulePack): Promise<Replay> {
  return await withReader(context, async (reader) => {
    if (isPatternPack(pack)) await reader.admit(pack)
    await reader.loadRules([pack])
    return await replay(context.store, reader, [pack.name])
  })
}

/** A pack that is only tried. */
export function summaryOf(pack: RulePack): PackSummary {
  const { name, format, fingerprint } = pack
  const counts = { rules: describePack(pack).length, skipped: skippedLines(pack) }
  return { name, format, fingerprint, ...counts, shipped: false, addedAt: null, source: null }
}
