import { HoldfastError } from '../../domain/errors.ts'
import type { RulePack } from '../../domain/ruleset.ts'
import { isPatternPack } from '../../engine/foreign/yaraSource.ts'
import type { ReaderClient } from '../../pool/client/readerClient.ts'
import { skippedLines } from '../../rules/loadPacks.ts'
import { readRulesetState } from '../../store/ruleLife.ts'
import type { PackRow } from '../../store/rulePacks.ts'
import type { ServiceContext } from '../context.ts'
import type { PackSummary, RuleSource } from '../contract/rules.ts'
import { readRuleFile } from '../ruleFile.ts'
import { currentPacks, describePack, packsInUse } from '../ruleset.ts'
import { withReader } from '../withReader.ts'
import { changeRuleset, isSamePack, storePackSource } from './changeRuleset.ts'

/**
 * Takes a rule file into use after compiling it beside all others and trying its rules on their worst inputs. A pack of
 * the same name is replaced. Known contents are judged again by the next scan. Throws as readRuleFile, HF_RULES_INVALID,
 * HF_RULE_SLOW; then nothing was added.
 */
export async function addRules(context: ServiceContext, source: RuleSource): Promise<PackSummary> {
  return await addPack(context, readRuleFile(source))
}

/** addRules for a pack that is no file. */
export async function addPack(context: ServiceContext, pack: RulePack): Promise<PackSummary> {
  const { name } = pack
  await refuseShipped(context, name)
  const before = await readRulesetState(context.store.meta)
  const former = before.packs.find((row) => row.name === name)
  if (former !== undefined) refuseForeign(former)
  if (former !== undefined && isSamePack(former, pack)) return { ...former, shipped: false }
  await withReader(context, async (reader) => {
    await admitPacks(context, reader, { changed: [pack], staying: [pack], leaving: new Set([name]) })
  })
  const row = rowOf(pack, context.machine.clock.now(), null)
  await storePackSource(context, pack)
  const packs = [...before.packs.filter((other) => other.name !== name), row]
  const trials = before.trials.filter((trial) => trial.pack !== name)
  await changeRuleset(context, before, { ...before, packs, trials })
  return { ...row, shipped: false }
}

/** Takes an added pack out of use; its findings go with the next scan. HF_NOT_FOUND, HF_USAGE for one of others. */
export async function removeRules(context: ServiceContext, name: string): Promise<PackSummary> {
  await refuseShipped(context, name)
  const before = await readRulesetState(context.store.meta)
  const row = before.packs.find((candidate) => candidate.name === name)
  if (row === undefined) {
    throw new HoldfastError('HF_NOT_FOUND', `there is no pack ${JSON.stringify(name.slice(0, 80))}`, {
      hint: 'list them: holdfast rules list',
    })
  }
  refuseForeign(row)
  const packs = before.packs.filter((other) => other.name !== name)
  const trials = before.trials.filter((trial) => trial.pack !== name)
  await changeRuleset(context, before, { ...before, packs, trials })
  return { ...row, shipped: false }
}

/** What the store notes of a pack. `source` as in PackRow. */
export function rowOf(pack: RulePack, addedAt: number, source: string | null): PackRow {
  const { name, format, fingerprint } = pack
  const counts = { rules: describePack(pack).length, skipped: skippedLines(pack) }
  return { name, format, fingerprint, ...counts, addedAt, source }
}

export interface PackChoice {
  readonly changed: readonly RulePack[]
  /** All packs that take the place of `leaving`. */
  readonly staying: readonly RulePack[]
  /** Names of packs that are not in use afterwards, unless they stay. */
  readonly leaving: ReadonlySet<string>
}

/**
 * Tries changed packs, and compiles them beside all others that will be in use: rules that do not fit together would leave
 * the next scan without any. The reader has them all afterwards. HF_RULES_INVALID, HF_RULE_SLOW.
 */
export async function admitPacks(
  context: ServiceContext,
  reader: ReaderClient,
  { changed, staying, leaving }: PackChoice,
): Promise<void> {
  for (const pack of changed) if (isPatternPack(pack)) await reader.admit(pack)
  const own = staying.filter(({ format }) => format !== 'sha256-allow')
  if (own.length === 0) return
  const { judging } = await currentPacks(context.store)
  await reader.loadRules([...judging.filter(({ name }) => !leaving.has(name)), ...own])
}

export async function refuseShipped({ store }: ServiceContext, name: string): Promise<void> {
  const { shipped } = await packsInUse(store.meta)
  if (!shipped.some((pack) => pack.name === name)) return
  throw new HoldfastError('HF_USAGE', `the pack ${name} comes with holdfast`, {
    facts: { pack: name },
    hint: 'give yours another name: --name NAME',
  })
}

function refuseForeign({ name, source }: PackRow): void {
  if (source === null) return
  throw new HoldfastError('HF_USAGE', `the pack ${name} belongs to the source ${source}`, {
    facts: { pack: name, source },
    hint: `only its publisher changes it; to be rid of it: holdfast rules source remove ${source}`,
  })
}
