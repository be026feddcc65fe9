import { trialAccountsMin, trialAgeMs, trialPlacesMax } from '../../domain/actingLimits.ts'
import type { Oid } from '../../domain/oid.ts'
import { type Accounts, ownerOf } from '../../domain/owner.ts'
import { type BytePath, rootPath, joinPath } from '../../domain/path.ts'
import type { RuleTrial } from '../../domain/ruleSource.ts'
import type { RulePack } from '../../domain/ruleset.ts'
import { outcomeOf } from '../../domain/verdict.ts'
import { DirectoryCursor } from '../../index/directoryCursor.ts'
import { knownGoodNames } from '../../store/baselines.ts'
import { pathStates } from '../../store/pathStates.ts'
import type { RulesetState } from '../../store/ruleLife.ts'
import type { Store } from '../../store/store.ts'
import { getVerdicts } from '../../store/verdicts.ts'
import { readAccounts } from '../accounts.ts'
import { classOfPath } from '../contentVersions.ts'
import type { ServiceContext } from '../context.ts'
import { describePack } from '../ruleset.ts'
import type { ReplayHit } from './replay.ts'

interface Changes {
  readonly before: RulesetState
  readonly changed: readonly RulePack[]
  /** Numbers of the rules that are new or written otherwise. */
  readonly rules: ReadonlySet<number>
  /** All packs of the source from now on. */
  readonly packs: readonly RulePack[]
  readonly hits: readonly ReplayHit[]
}

/** The rules of a source that are in trial after a change: doubtful ones of the changed packs, and those that were before. */
export async function trialsOf(
  { store, machine }: ServiceContext,
  { before, changed, rules, packs, hits }: Changes,
): Promise<readonly RuleTrial[]> {
  const now = machine.clock.now()
  const names = new Set(packs.map(({ name }) => name))
  const own = before.trials.filter(({ pack }) => names.has(pack))
  const asked = new Set([...rules, ...own.map(({ rule }) => rule)])
  const ofPack = new Map(
    changed
      .flatMap(describePack)
      .flatMap((info) => (asked.has(info.rule) ? [[info.rule, info.pack] as const] : [])),
  )
  const doubtful = await doubtfulRules(
    store,
    hits.filter(({ rule }) => ofPack.has(rule)),
    { accounts: readAccounts(), now },
  )
  const since = new Map(own.map((trial) => [trial.rule, trial.since]))
  const replaced = new Set(changed.map(({ name }) => name))
  return [
    ...own.filter(({ pack }) => !replaced.has(pack)),
    ...[...doubtful].map(([rule, accounts]) => {
      return { rule, pack: ofPack.get(rule) ?? '', since: since.get(rule) ?? now, accounts }
    }),
  ]
}

/**
 * Rules by the number of accounts on which they hit content that is well known: unchanged at its path for trialAgeMs, and
 * either vouched for or behind a clean version of the same path (decision 14: else rented accounts could mute a rule). Only
 * rules with trialAccountsMin accounts are in the answer.
 */
export async function doubtfulRules(
  store: Store,
  hits: readonly ReplayHit[],
  { accounts, now }: { readonly accounts: Accounts; readonly now: number },
): Promise<ReadonlyMap<number, number>> {
  const rulesOf = new Map<Oid, Set<number>>()
  for (const { oid, rule } of hits) rulesOf.set(oid, (rulesOf.get(oid) ?? new Set()).add(rule))
  const ownersOf = new Map<number, Set<string>>()
  let looked = 0
  for await (const file of filesWith(store, new Set(rulesOf.keys()))) {
    looked += 1
    if (looked > trialPlacesMax) break
    const owner = ownerOf(file.path, file.uid, accounts)
    const rules = [...(rulesOf.get(file.oid) ?? [])].filter((rule) => ownersOf.get(rule)?.has(owner) !== true)
    if (rules.length === 0 || !(await isWellKnown(store, file, now))) continue
    for (const rule of rules) ownersOf.set(rule, (ownersOf.get(rule) ?? new Set()).add(owner))
  }
  const counts = [...ownersOf].map(([rule, owners]) => [rule, owners.size] as const)
  return new Map(counts.filter(([, count]) => count >= trialAccountsMin))
}

interface HitFile {
  readonly path: BytePath
  readonly uid: number
  readonly oid: Oid
}

/** The files that have one of the contents today, in one pass over the index. */
async function* filesWith(store: Store, wanted: ReadonlySet<Oid>): AsyncGenerator<HitFile> {
  if (wanted.size === 0) return
  const cursor = new DirectoryCursor(store.meta, rootPath)
  try {
    for (;;) {
      if (cursor.needsFill) await cursor.fill()
      const row = cursor.take()
      if (row === undefined) return
      yield* row.entries().flatMap(({ oid, stat, name }) => {
        if (oid === null || stat.kind !== 'file' || !wanted.has(oid)) return []
        return [{ path: joinPath(row.path, name), uid: stat.uid, oid }]
      })
    }
  } finally {
    await cursor.close()
  }
}

async function isWellKnown(store: Store, { path, oid }: HitFile, now: number): Promise<boolean> {
  const states = await pathStates(store, path)
  const [newest] = states
  if (newest?.entry?.oid !== oid || newest.first.at > now - trialAgeMs) return false
  const [names] = await knownGoodNames(store.meta, [oid])
  if (names !== undefined && names.length > 0) return true
  const earlier = states.slice(1).flatMap(({ entry }) => (entry?.kind === 'file' ? (entry.oid ?? []) : []))
  const fileClass = classOfPath(path)
  const rows = await getVerdicts(
    store.meta,
    earlier.map((former) => ({ oid: former, fileClass })),
  )
  return rows.some((row) => row !== undefined && outcomeOf(row.verdict) === 'clean')
}
