import { deflateSync } from 'node:zlib'
import type { EventDraft } from '../../domain/event.ts'
import type { RulePack } from '../../domain/ruleset.ts'
import type { BatchOperation, KeyValue } from '../../kv/keyValue.ts'
import { contentOperation, getContent } from '../../store/contents.ts'
import { forgetRef, refOperation } from '../../store/refs.ts'
import { listRoots, rootOperation } from '../../store/roots.ts'
import {
  formerRulesetOperation,
  originsOperation,
  readFormerRuleset,
  type RulesetState,
  trialsOperation,
} from '../../store/ruleLife.ts'
import { forgetPack, type PackRow, packOperation } from '../../store/rulePacks.ts'
import type { ServiceContext } from '../context.ts'

/**
 * Puts another choice of packs into use, in one synced batch with its events, and keeps the one before it for a rollback.
 * The sources of new packs are stored already (storePackSource). The next scan judges known contents again.
 */
export async function changeRuleset(
  context: ServiceContext,
  before: RulesetState,
  after: RulesetState,
): Promise<void> {
  const { meta } = context.store
  const changes = changedPacks(before.packs, after.packs)
  const operations = [
    ...changes.flatMap(packOperations),
    ...(await keepFormer(meta, before)),
    originsOperation(after.origins),
    trialsOperation(after.trials),
    ...(await assessAgain(meta, changes)),
  ]
  const events = changes.map((change) => changedEvent(context, change))
  await (await context.journal()).write(operations, events)
}

/** Synced before the row that names it. */
export async function storePackSource(
  { store, machine, journal }: ServiceContext,
  { fingerprint, source }: RulePack,
): Promise<void> {
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

type PackChange =
  | { readonly change: 'added'; readonly row: PackRow; readonly former: null }
  | { readonly change: 'replaced'; readonly row: PackRow; readonly former: PackRow }
  | { readonly change: 'removed'; readonly row: PackRow; readonly former: PackRow }

export function changedPacks(before: readonly PackRow[], after: readonly PackRow[]): readonly PackChange[] {
  const formerOf = new Map(before.map((row) => [row.name, row]))
  const kept = new Set(after.map(({ name }) => name))
  const removed = before.filter(({ name }) => !kept.has(name))
  return [
    ...after.flatMap((row): PackChange[] => {
      const former = formerOf.get(row.name)
      if (former === undefined) return [{ change: 'added', row, former: null }]
      return isSamePack(former, row) ? [] : [{ change: 'replaced', row, former }]
    }),
    ...removed.map((row): PackChange => ({ change: 'removed', row, former: row })),
  ]
}

export function isSamePack(
  a: Pick<PackRow, 'fingerprint' | 'format'>,
  b: Pick<PackRow, 'fingerprint' | 'format'>,
): boolean {
  return a.fingerprint === b.fingerprint && a.format === b.format
}

/** What keeps the source from being collected. */
const refName = (pack: string): string => `rules/${pack}`
const formerRefName = (pack: string): string => `rules-before/${pack}`

function packOperations({ change, row }: PackChange): readonly BatchOperation[] {
  if (change === 'removed') return [forgetPack(row.name), forgetRef(refName(row.name))]
  const target = { kind: 'content', oid: row.fingerprint } as const
  return [packOperation(row), refOperation({ name: refName(row.name), target })]
}

async function keepFormer(meta: KeyValue, before: RulesetState): Promise<readonly BatchOperation[]> {
  const older = await readFormerRuleset(meta)
  return [
    ...(older?.packs ?? []).map(({ name }) => forgetRef(formerRefName(name))),
    ...before.packs.map(({ name, fingerprint }) => {
      const target = { kind: 'content', oid: fingerprint } as const
      return refOperation({ name: formerRefName(name), target })
    }),
    formerRulesetOperation(before),
  ]
}

/**
 * An allow list is no part of an epoch, and unchanged files are not assessed again: what it covered up has to be found
 * again although no verdict changes. Roots without a judged epoch are assessed as a whole.
 */
async function assessAgain(
  meta: KeyValue,
  changes: readonly PackChange[],
): Promise<readonly BatchOperation[]> {
  if (!changes.some(({ former }) => former?.format === 'sha256-allow')) return []
  const operations: BatchOperation[] = []
  for await (const root of listRoots(meta)) operations.push(rootOperation({ ...root, judgedEpoch: 0 }))
  return operations
}

function changedEvent({ initiator }: ServiceContext, { change, row }: PackChange): EventDraft {
  const { name, format, fingerprint, rules, source } = row
  const detail = { change, pack: name, format, fingerprint, rules, source }
  return { event: 'rules-changed', cause: 'manual', initiator, detail, oid: fingerprint }
}
