import type { ActionPolicy } from '../../domain/action.ts'
import type { CleanPlan } from '../../domain/cleaning.ts'
import { misplacedCode } from '../../domain/context.ts'
import type { Cause } from '../../domain/event.ts'
import type { Incident } from '../../domain/incident.ts'
import type { Oid } from '../../domain/oid.ts'
import type { Outcome } from '../../domain/verdict.ts'
import { type EntryLookup, entryLookup } from '../../index/entryLookup.ts'
import { getVerdicts } from '../../store/verdicts.ts'
import type { NewContent, OperationRequest } from '../../vault/vault.ts'
import { type CleanReaders, withCleanReaders } from '../clean/cleanReaders.ts'
import { planClean } from '../clean/planClean.ts'
import type { ServiceContext } from '../context.ts'
import { classOfPath } from '../contentVersions.ts'
import type { PlannedStep } from '../contract/act.ts'
import { type FreshJudge, withFreshJudge } from './judgeToday.ts'

/** One file with what would be done to it; `request` is null exactly when the step is refused. */
export interface PreparedFile {
  readonly incident: Incident
  readonly step: PlannedStep
  /** The clean version that shows why it was refused. */
  readonly diffWith: Oid | null
  readonly request: OperationRequest | null
}

/** Who asks, and why. */
export interface Order {
  readonly policy: ActionPolicy
  readonly cause: Cause
  readonly scan: number | null
}

/** What would be done to each of the incidents' files. Nothing is changed. Throws as loadRules. */
export async function prepareFiles(
  context: ServiceContext,
  incidents: readonly Incident[],
  order: Order,
): Promise<readonly PreparedFile[]> {
  if (incidents.length === 0) return []
  const work = { context, order, lookup: entryLookup(context.store.meta) }
  if (order.policy.action === 'clean') {
    return await withCleanReaders(
      context,
      async (readers) => await each(incidents, async (one) => await prepareClean(work, readers, one)),
    )
  }
  return await withFreshJudge(
    context,
    async (judge) => await each(incidents, async (one) => await prepareRemoval(work, judge, one)),
  )
}

interface Work {
  readonly context: ServiceContext
  readonly order: Order
  readonly lookup: EntryLookup
}

async function each<Result>(
  incidents: readonly Incident[],
  work: (incident: Incident) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = []
  for (const incident of incidents) results.push(await work(incident))
  return results
}

async function prepareClean(work: Work, readers: CleanReaders, incident: Incident): Promise<PreparedFile> {
  const gone = await refusalOfFile(work, incident)
  if (gone !== null) return gone
  const { policy } = work.order
  const { path, oid } = incident
  const { methods, standalone } = policy
  const plan = await planClean(work.context, readers, { incident, path, oid, methods, standalone })
  if (plan.state === 'planned') return await cleaned(work, incident, plan)
  if (isQuarantinedInstead(policy, plan)) return await removed(work, incident, 'quarantine')
  const step = { kind: 'refused', reason: plan.reason, detail: plan.detail } as const
  return { incident, step, diffWith: plan.diffWith, request: null }
}

/** What is not malicious today, or not for certain, is left alone whatever the policy. */
function isQuarantinedInstead(
  policy: ActionPolicy,
  { reason }: Extract<CleanPlan, { state: 'refused' }>,
): boolean {
  if (reason === 'standalone') return true
  if (reason === 'not-malicious' || reason === 'undecided' || reason === 'only-suspicious') return false
  return policy.otherwise === 'quarantine'
}

async function cleaned(
  work: Work,
  incident: Incident,
  plan: Extract<CleanPlan, { state: 'planned' }>,
): Promise<PreparedFile> {
  const { method, grade, source, sourceOid, after, afterOid, proofs } = plan
  const content: NewContent =
    sourceOid === afterOid ? { kind: 'stored', oid: afterOid } : { kind: 'bytes', bytes: after }
  return {
    incident,
    step: { kind: 'clean', method, grade, source, sourceOid, afterOid, proofs },
    diffWith: null,
    request: {
      ...(await requestOf(work, incident)),
      kind: 'clean',
      change: { kind: 'replace', content, metadata: { kind: 'of-current' }, privileged: 'strip' },
      method,
      source,
    },
  }
}

async function prepareRemoval(work: Work, judge: FreshJudge, incident: Incident): Promise<PreparedFile> {
  const gone = await refusalOfFile(work, incident)
  if (gone !== null) return gone
  const refusal = refusalOfOutcome(await judge.judge(incident), incident)
  if (refusal !== null) return refused(incident, ...refusal)
  return await removed(work, incident, work.order.policy.action === 'delete' ? 'delete' : 'quarantine')
}

/** A suspicion is acted on only where somebody named it or its place raised it, and then it has to be one still. */
function refusalOfOutcome(
  outcome: Outcome | 'unknown',
  { status, rule }: Incident,
): readonly [reason: string, detail: string] | null {
  switch (outcome) {
    case 'malicious':
      return null
    case 'suspicious':
      return status === 'suspicious' || rule === misplacedCode.rule
        ? null
        : ['not-malicious', "only suspicious under today's rules"]
    case 'clean':
      return ['not-malicious', "clean under today's rules; scan it again"]
    case 'undecided':
      return ['undecided', "today's rules could not judge it to the end"]
    case 'unknown':
      return ['changed', 'the file is no longer what was judged; scan it again']
  }
}

async function removed(work: Work, incident: Incident, kind: 'quarantine' | 'delete'): Promise<PreparedFile> {
  const request: OperationRequest = {
    ...(await requestOf(work, incident)),
    kind,
    change: { kind: 'remove' },
    method: null,
    source: null,
  }
  return { incident, step: { kind }, diffWith: null, request }
}

/** What the index says of the file today; the vault asks the disk itself, through the open file. */
async function refusalOfFile({ lookup }: Work, incident: Incident): Promise<PreparedFile | null> {
  const entry = await lookup(incident.path)
  if (entry === undefined) return refused(incident, 'vanished', 'the file is gone')
  if (entry.oid === incident.oid) return null
  return refused(incident, 'changed', 'the file is no longer what was judged; scan it again')
}

function refused(incident: Incident, reason: string, detail: string): PreparedFile {
  return { incident, step: { kind: 'refused', reason, detail }, diffWith: null, request: null }
}

type Common = Omit<OperationRequest, 'kind' | 'change' | 'method' | 'source'>

async function requestOf({ context, order }: Work, incident: Incident): Promise<Common> {
  const { path, oid, owner } = incident
  return {
    path,
    expected: { kind: 'content', oid },
    incident,
    owner,
    rules: await rulesOf(context, incident),
    undoes: null,
    scan: order.scan,
    cause: order.cause,
    initiator: context.initiator,
  }
}

/** Every rule that calls the content malicious: only when all of them are withdrawn was the operation a mistake. */
async function rulesOf({ store }: ServiceContext, incident: Incident): Promise<readonly number[]> {
  const subject = { oid: incident.oid, fileClass: classOfPath(incident.path) }
  const [row] = await getVerdicts(store.meta, [subject])
  const findings = row?.verdict.findings ?? []
  const rules = findings.filter(({ tier }) => tier === incident.tier).map(({ rule }) => rule)
  return [...new Set([incident.rule, ...rules])]
}
