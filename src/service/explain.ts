import { displayPath } from '../domain/displayPath.ts'
import { HoldfastError } from '../domain/errors.ts'
import type { IndexEntry } from '../domain/entry.ts'
import type { Incident } from '../domain/incident.ts'
import { sameContentListedMax } from '../domain/limits.ts'
import type { Oid } from '../domain/oid.ts'
import { ownerOf } from '../domain/owner.ts'
import type { BytePath } from '../domain/path.ts'
import type { RuleInfo } from '../domain/ruleset.ts'
import { outcomeOf, type Verdict } from '../domain/verdict.ts'
import { engineRuleInfos } from '../engine/engineRules.ts'
import { readEntry } from '../index/readDirectory.ts'
import { getContent } from '../store/contents.ts'
import { currentIncidentAt } from '../store/incidents.ts'
import type { Store } from '../store/store.ts'
import { getVerdicts } from '../store/verdicts.ts'
import { readAccounts } from './accounts.ts'
import { possibleActions } from './act/explainActions.ts'
import type { ServiceContext } from './context.ts'
import { classOfPath, contentVersions } from './contentVersions.ts'
import { countChangedWith } from './changedWith.ts'
import type { Explanation, TargetRequest } from './contract/file.ts'
import type { Page } from './contract/page.ts'
import { othersHaving } from './findContent.ts'
import { describePack, packsInUse, readPack } from './ruleset.ts'
import { fileOf, resolveTarget, type Target } from './target.ts'
import { type PathState, pathStates } from '../store/pathStates.ts'

/** Everything that is known of one file. HF_NOT_FOUND when holdfast never saw it. Throws as resolveTarget, fileOf. */
export async function explain(context: ServiceContext, request: TargetRequest): Promise<Explanation> {
  const { store } = context
  const target = await resolveTarget(store.meta, request)
  const path = await fileOf(store.meta, target)
  const incident = await incidentOf(store, target, path)
  const entry = (await readEntry(store.meta, path)) ?? null
  const states = await pathStates(store, path)
  if (entry === null && incident === null && states.length === 0) throw neverSeen(path)
  const accounts = readAccounts()
  return {
    path,
    owner: incident?.owner ?? ownerOf(path, ownerUid(entry, states), accounts),
    incident,
    current: currentOf(entry),
    ...(await judgementOf(store, path, subjectOf(entry, incident))),
    versions: await contentVersions(store.meta, path, states),
    changedWith: await countChangedWith(store, path, states, accounts),
    actions: await possibleActions(context, path, incident),
  }
}

/** What is explained: the content of the file today, or of the incident when the file is gone. */
function subjectOf(entry: IndexEntry | null, incident: Incident | null): Oid | null {
  return entry === null ? (incident?.oid ?? null) : entry.oid
}

type Judgement = Pick<Explanation, 'outcome' | 'verdict' | 'rules' | 'sameContent'>

async function judgementOf(store: Store, path: BytePath, oid: Oid | null): Promise<Judgement> {
  if (oid === null) return { outcome: 'unknown', verdict: null, rules: [], sameContent: nothing }
  const [row] = await getVerdicts(store.meta, [{ oid, fileClass: classOfPath(path) }])
  const sameContent = await othersWith(store, oid, path)
  if (row === undefined) return { outcome: 'unknown', verdict: null, rules: [], sameContent }
  const { verdict } = row
  return { outcome: outcomeOf(verdict), verdict, rules: await rulesOf(store, verdict), sameContent }
}

const nothing: Page<BytePath> = { items: [], total: 0 }

async function incidentOf(store: Store, target: Target, path: BytePath): Promise<Incident | null> {
  if (target.kind === 'incident') return target.incident
  return (await currentIncidentAt(store.meta, path)) ?? null
}

function ownerUid(entry: IndexEntry | null, states: readonly PathState[]): number {
  return entry?.stat.uid ?? states.find((state) => state.entry !== null)?.entry?.uid ?? 0
}

function currentOf(entry: IndexEntry | null): Explanation['current'] {
  if (entry === null) return null
  const { oid, fileClass, hashOnly, readDay } = entry
  const { size, mode, uid, gid, mtimeMs, ctimeMs } = entry.stat
  const kept = oid !== null && !hashOnly
  return {
    oid,
    size,
    mode,
    uid,
    gid,
    mtimeMs,
    ctimeMs,
    fileClass,
    contentKind: null,
    kept,
    lastReadDay: readDay,
  }
}

/** The rules behind the findings as they are today; a rule that is gone speaks through its finding. */
async function rulesOf(store: Store, verdict: Verdict): Promise<readonly RuleInfo[]> {
  const wanted = new Set(verdict.findings.map(({ pack }) => pack))
  if (wanted.size === 0) return []
  const { shipped, added } = await packsInUse(store.meta)
  const packs = shipped.filter(({ name }) => wanted.has(name))
  for (const row of added) if (wanted.has(row.name)) packs.push(await readPack(store, row))
  const infos = [...packs.flatMap(describePack), ...engineRuleInfos]
  const known = new Map(infos.map((info) => [info.rule, info]))
  return verdict.findings.map(({ rule, reason, tier, pack, summary }) => {
    return known.get(rule) ?? { rule, reason, tier, pack, summary, identifier: '' }
  })
}

async function othersWith(store: Store, oid: Oid, path: BytePath): Promise<Page<BytePath>> {
  const row = await getContent(store.meta, oid)
  // Empty files are everywhere and say nothing of each other.
  if (row?.size === 0) return nothing
  return await othersHaving(store.meta, { oid, path }, sameContentListedMax)
}

function neverSeen(path: BytePath): HoldfastError {
  const shown = displayPath(path)
  return new HoldfastError('HF_NOT_FOUND', `${shown} was never seen by a scan`, {
    facts: { file: shown },
    hint: 'scan it first: holdfast scan PATH',
  })
}
