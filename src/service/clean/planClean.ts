import type { CleanAim, CleanAnswer, CleanPlan, KeptSlice, KnownContent } from '../../domain/cleaning.ts'
import { isAncestorKept } from '../../domain/assessment.ts'
import { cleanMethods, type CleanMethod } from '../../domain/operation.ts'
import type { FileClass } from '../../domain/fileClass.ts'
import { getContent } from '../../store/contents.ts'
import type { Store } from '../../store/store.ts'
import { judgedWholeBytesMax } from '../../domain/limits.ts'
import { classOfPath } from '../contentVersions.ts'
import type { ServiceContext } from '../context.ts'
import type { CleanBase } from './cleanBase.ts'
import type { CleanReaders } from './cleanReaders.ts'
import type { PlanCleanRequest } from './cleanRequest.ts'
import { ownHistory } from './ownHistory.ts'
import { peers } from './peers.ts'
import { type Proposal, proveOutput } from './proveOutput.ts'
import { type RefusedClean, refusedClean } from './refusals.ts'
import { releases } from './releases.ts'

/**
 * What a clean of this file would write: the first of architecture 7's sources whose output passes every proof, or why none
 * does. Nothing is changed. Throws for damage of the store and when no reader works.
 */
export async function planClean(
  context: ServiceContext,
  readers: CleanReaders,
  request: PlanCleanRequest,
): Promise<CleanPlan> {
  const { store } = context
  const { incident, path } = request
  if (incident.type === 'SUSP') return refusedClean('only-suspicious')
  const infected = await infectedContent(store, request)
  if ('state' in infected) return infected
  const work: Work = {
    store,
    readers,
    request,
    infected,
    fileClass: classOfPath(path),
    wanted: new Set(request.methods === 'all' ? cleanMethods : request.methods),
  }
  return (await fromVersions(work)) ?? (await withoutVersion(work))
}

interface Work {
  readonly store: Store
  readonly readers: CleanReaders
  readonly request: PlanCleanRequest
  readonly infected: KnownContent
  readonly fileClass: FileClass
  readonly wanted: ReadonlySet<CleanMethod>
}

async function infectedContent(
  store: Store,
  { oid }: PlanCleanRequest,
): Promise<KnownContent | RefusedClean> {
  const row = await getContent(store.meta, oid)
  if (row?.kept !== 'whole') return refusedClean('not-kept')
  if (row.size > judgedWholeBytesMax) return refusedClean('too-large')
  return { oid, bytes: await (await store.objects()).readContent(oid) }
}

/** Tries every clean version: the first that may be put back, else the first that an edited file can be merged with. */
async function fromVersions(work: Work): Promise<CleanPlan | null> {
  let refused: RefusedClean | null = null
  let merge: Proposal | null = null
  for await (const base of cleanVersions(work)) {
    const aim = aimOf(work, base)
    if (aim === null) continue
    const { fileClass, infected } = work
    const answer = await work.readers.planner.clean({ aim, fileClass, infected, base })
    const proposal = proposalOf(work, base, answer)
    if (proposal.state === 'refused') refused ??= proposal
    else if (proposal.method === 'three-way') merge ??= proposal
    else {
      const plan = await proveOutput(work, proposal)
      if (plan.state === 'planned') return plan
      refused ??= plan
    }
  }
  return merge === null ? refused : await proveOutput(work, merge)
}

async function* cleanVersions({ store, readers, request, wanted }: Work): AsyncGenerator<CleanBase> {
  const merges = wanted.has('three-way')
  if (merges || wanted.has('history')) yield* ownHistory(store, readers, request)
  if (merges || wanted.has('release')) yield* releases(store, readers, request)
  if (merges || wanted.has('peer')) yield* peers(store, readers, request)
}

/**
 * A file of which a clean version is left in good part is one that something was put into, whatever the rules call it. A
 * whole malicious file gets its own or its release's version back, never the one of a neighbour: null.
 */
function aimOf({ request, infected }: Work, base: CleanBase): CleanAim | null {
  const isInjected = request.incident.type === 'INJ' || isAncestorKept(base.bytes, infected.bytes)
  if (isInjected) return base.method === 'history' ? 'own' : 'other'
  return base.method === 'peer' ? null : 'whole'
}

function proposalOf(work: Work, base: CleanBase, answer: CleanAnswer): Proposal | RefusedClean {
  const { infected, wanted } = work
  const source = { source: base.source, sourceOid: base.oid }
  switch (answer.state) {
    case 'put-back':
      if (!wanted.has(base.method)) return refusedClean('method-not-applicable', base.oid)
      return {
        state: 'proposed',
        method: base.method,
        made: 'whole-version',
        change: answer.change,
        after: base.bytes,
        cut: null,
        ...source,
      }
    case 'keep': {
      if (!wanted.has('three-way')) return refusedClean('not-only-insertions', base.oid)
      const after = keptOf(infected.bytes, answer.slices)
      return {
        state: 'proposed',
        method: 'three-way',
        made: 'kept-slices',
        change: 'removes',
        after,
        cut: null,
        ...source,
      }
    }
    case 'refused':
      return refusedClean(answer.reason, base.oid)
    case 'cut':
    case 'empty':
      return refusedClean('reader-failed', base.oid)
  }
}

function keptOf(bytes: Buffer, slices: readonly KeptSlice[]): Buffer {
  return Buffer.concat(slices.map(({ start, end }) => bytes.subarray(start, end)))
}

/** What was put into a file is cut out of it by itself: main keeps what the reader names, and nothing else. */
async function cutOut(
  work: Work,
): Promise<{ readonly plan: CleanPlan; readonly rest: 'program' | 'remains' }> {
  const { readers, infected, fileClass } = work
  const answer = await readers.planner.clean({ aim: 'ranges', fileClass, infected, base: null })
  if (answer.state !== 'cut') {
    const reason = answer.state === 'refused' ? answer.reason : 'reader-failed'
    return { plan: refusedClean(reason), rest: 'remains' }
  }
  const { slices, syntax, passes, rest } = answer
  const plan = await proveOutput(work, {
    state: 'proposed',
    method: 'ranges',
    made: 'cut-ranges',
    change: 'removes',
    after: keptOf(infected.bytes, slices),
    source: 'exact ranges cut out of the file',
    sourceOid: null,
    cut: { syntax, passes },
  })
  return { plan, rest }
}

/** No clean version, or none that was wanted. */
async function withoutVersion(work: Work): Promise<CleanPlan> {
  const isInjected = work.request.incident.type === 'INJ'
  if (!work.wanted.has('ranges')) return isInjected ? refusedClean(lacking(work.wanted)) : await emptied(work)
  const { plan, rest } = await cutOut(work)
  // A rule that is written for whole files may find its code in a file of the site.
  const isKept = isInjected || (plan.state === 'planned' && rest === 'program')
  return isKept ? plan : await emptied(work)
}

/** Only a file that is malicious as a whole may become empty. */
async function emptied(work: Work): Promise<CleanPlan> {
  const { request, readers, infected, fileClass, wanted } = work
  const { incident, standalone, oid } = request
  if (!wanted.has('trim')) return refusedClean(lacking(wanted))
  if (standalone === 'quarantine') return refusedClean('standalone')
  // The type was assessed for the content of the incident; another one may be a good file with something in it.
  if (incident.oid !== oid) return refusedClean('method-not-applicable')
  const answer = await readers.planner.clean({ aim: 'trim', fileClass, infected, base: null })
  if (answer.state !== 'empty')
    return refusedClean(answer.state === 'refused' ? answer.reason : 'reader-failed')
  return await proveOutput(work, {
    state: 'proposed',
    method: 'trim',
    made: 'empty',
    change: 'removes',
    after: Buffer.alloc(0),
    source: 'the whole file is malicious; an empty file stays',
    sourceOid: null,
    cut: null,
  })
}

function lacking(wanted: ReadonlySet<CleanMethod>): 'no-clean-version' | 'method-not-applicable' {
  const compares = ['history', 'release', 'peer', 'three-way'] as const
  return compares.some((method) => wanted.has(method)) ? 'no-clean-version' : 'method-not-applicable'
}
