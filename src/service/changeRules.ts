import { deflateSync } from 'node:zlib'
import { HoldfastError } from '../domain/errors.ts'
import type { EventDraft } from '../domain/event.ts'
import type { RulePack } from '../domain/ruleset.ts'
import { isPatternPack } from '../engine/foreign/yaraSource.ts'
import type { BatchOperation, KeyValue } from '../kv/keyValue.ts'
import { contentOperation, getContent } from '../store/contents.ts'
import { skippedLines } from '../rules/loadPacks.ts'
import { forgetRef, refOperation } from '../store/refs.ts'
import { listRoots, rootOperation } from '../store/roots.ts'
import { forgetPack, listPacks, type PackRow, packOperation } from '../store/rulePacks.ts'
import type { ServiceContext } from './context.ts'
import type { PackSummary, RuleSource } from './contract/rules.ts'
import { readRuleFile } from './ruleFile.ts'
import { currentPacks, describePack, packsInUse } from './ruleset.ts'
import { withReader } from './withReader.ts'

/**
 * Takes a rule file into use after compiling it beside all others and trying its rules on their worst inputs. A pack of
 * the same name is replaced. Known contents are judged again by the next scan. Throws as readRuleFile, HF_RULES_INVALID,
 * HF_RULE_SLOW; then nothing was added.
 */
export async function addRules(context: ServiceContext, source: RuleSource): Promise<PackSummary> {
  const { meta } = context.store
  const pack = readRuleFile(source)
  await refuseShipped(context, pack.name)
  const former = (await listPacks(meta)).find(({ name }) => name === pack.name)
  if (former !== undefined && isSame(former, pack)) return { ...former, shipped: false }
  await admit(context, pack)
  const { name, format, fingerprint } = pack
  const addedAt = context.machine.clock.now()
  const counts = { rules: describePack(pack).length, skipped: skippedLines(pack) }
  const row: PackRow = { name, format, fingerprint, ...counts, addedAt }
  await storeSource(context, pack)
  const target = { kind: 'content', oid: fingerprint } as const
  await (await context.journal()).write(
    [packOperation(row), refOperation({ name: refName(name), target }), ...(await assessAgain(meta, former))],
    [changedEvent(context, row, former === undefined ? 'added' : 'replaced')],
  )
  return { ...row, shipped: false }
}

/** Takes an added pack out of use; its findings go with the next scan. HF_NOT_FOUND, HF_USAGE for a shipped one. */
export async function removeRules(context: ServiceContext, name: string): Promise<PackSummary> {
  await refuseShipped(context, name)
  const row = (await listPacks(context.store.meta)).find((candidate) => candidate.name === name)
  if (row === undefined) {
    throw new HoldfastError('HF_NOT_FOUND', `there is no pack ${JSON.stringify(name.slice(0, 80))}`, {
      hint: 'list them: holdfast rules list',
    })
  }
  await (await context.journal()).write(
    [forgetPack(name), forgetRef(refName(name)), ...(await assessAgain(context.store.meta, row))],
    [changedEvent(context, row, 'removed')],
  )
  return { ...row, shipped: false }
}

/**
 * An allow list is no part of an epoch, and unchanged files are not assessed again: what it covered up has to be found
 * again although no verdict changes. Roots without a judged epoch are assessed as a whole.
 */
async function assessAgain(meta: KeyValue, gone: PackRow | undefined): Promise<readonly BatchOperation[]> {
  if (gone?.format !== 'sha256-allow') return []
  const operations: BatchOperation[] = []
  for await (const root of listRoots(meta)) operations.push(rootOperation({ ...root, judgedEpoch: 0 }))
  return operations
}

/** What keeps the source from being collected. */
function refName(pack: string): string {
  return `rules/${pack}`
}

async function refuseShipped({ store }: ServiceContext, name: string): Promise<void> {
  const { shipped } = await packsInUse(store.meta)
  if (!shipped.some((pack) => pack.name === name)) return
  throw new HoldfastError('HF_USAGE', `the pack ${name} comes with holdfast`, {
    facts: { pack: name },
    hint: 'give yours another name: --name NAME',
  })
}

function isSame(row: PackRow, pack: RulePack): boolean {
  return row.fingerprint === pack.fingerprint && row.format === pack.format
}

/** Rules that do not compile beside the others would leave the next scan without any. */
async function admit(context: ServiceContext, pack: RulePack): Promise<void> {
  if (pack.format === 'sha256-allow') return
  const { judging } = await currentPacks(context.store)
  const others = judging.filter(({ name }) => name !== pack.name)
  await withReader(context, async (reader) => {
    if (isPatternPack(pack)) await reader.admit(pack)
    await reader.loadRules([...others, pack])
  })
}

/** Synced before the row that names it. */
async function storeSource({ store, machine, journal }: ServiceContext, pack: RulePack): Promise<void> {
  const { fingerprint, source } = pack
  const row = await getContent(store.meta, fingerprint)
  if (row?.kept === 'whole') return
  const objects = await store.objects()
  const size = source.length
  await objects.writeGroup([
    { kind: 'content', oid: fingerprint, size, deflated: deflateSync(source, { level: 1 }) },
  ])
  const firstSeenAt = row?.firstSeenAt ?? machine.clock.now()
  await (await journal()).write([contentOperation(fingerprint, { size, kept: 'whole', firstSeenAt })], [])
}

function changedEvent(
  { initiator }: ServiceContext,
  { name, format, fingerprint, rules }: PackRow,
  change: 'added' | 'replaced' | 'removed',
): EventDraft {
  const detail = { change, pack: name, format, fingerprint, rules }
  return { event: 'rules-changed', cause: 'manual', initiator, detail, oid: fingerprint }
}
