import { kindRange, parseVerdictKey } from '../codec/keys.ts'
import type { StoredContent } from '../domain/job.ts'
import { batchBytes, rejudgeBatchContents } from '../domain/limits.ts'
import type { Oid } from '../domain/oid.ts'
import type { RulePack } from '../domain/ruleset.ts'
import { isPatternPack } from '../engine/foreign/yaraSource.ts'
import type { ReaderClient } from '../pool/client/readerClient.ts'
import { skippedLines } from '../rules/loadPacks.ts'
import { getContent } from '../store/contents.ts'
import { readRows } from '../store/rows.ts'
import type { Store } from '../store/store.ts'
import type { ServiceContext } from './context.ts'
import type { PackSummary, RulesTestReport, RuleSource } from './contract/rules.ts'
import { firstFiles } from './findContent.ts'
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

interface Found {
  readonly hits: readonly { readonly rule: number; readonly oid: Oid }[]
  readonly contents: number
}

const noHits: Found = { hits: [], contents: 0 }

async function judgeAll(context: ServiceContext, pack: RulePack): Promise<Found> {
  return await withReader(context, async (reader) => {
    if (isPatternPack(pack)) await reader.admit(pack)
    await reader.loadRules([pack])
    const hits: Found['hits'][number][] = []
    let contents = 0
    for await (const group of keptContents(context.store, pack.name)) {
      hits.push(...(await hitsIn(reader, group)))
      contents += group.length
    }
    return { hits, contents }
  })
}

async function hitsIn(reader: ReaderClient, group: readonly StoredContent[]): Promise<Found['hits']> {
  const verdicts = await reader.judge(group)
  return group.flatMap(({ oid }, i) => (verdicts[i]?.findings ?? []).map(({ rule }) => ({ rule, oid })))
}

/** Every kept content in each class in which it was judged, in groups that the reader takes at once. */
async function* keptContents(store: Store, pack: string): AsyncGenerator<readonly StoredContent[]> {
  const objects = await store.objects()
  let group: StoredContent[] = []
  let bytesHeld = 0
  for await (const [key] of readRows(store.meta, { ...kindRange('verdict'), keysOnly: true })) {
    const { oid, fileClass } = parseVerdictKey(key)
    if ((await getContent(store.meta, oid))?.kept !== 'whole') continue
    const bytes = await objects.readContent(oid)
    group.push({ oid, fileClass, bytes, judge: [pack] })
    bytesHeld += bytes.length
    if (group.length < rejudgeBatchContents && bytesHeld < batchBytes) continue
    yield group
    group = []
    bytesHeld = 0
  }
  if (group.length > 0) yield group
}

function summaryOf(pack: RulePack): PackSummary {
  const { name, format, fingerprint } = pack
  const counts = { rules: describePack(pack).length, skipped: skippedLines(pack) }
  return { name, format, fingerprint, ...counts, shipped: false, addedAt: null }
}
